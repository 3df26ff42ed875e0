import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from 'react';
import { Button } from './button.tsx';
import css from './menu.module.css';

export interface MenuItem {
  readonly id: string;
  readonly text: string;
  /** The keys that do the same without the menu. */
  readonly keys?: string;
  readonly disabled?: boolean;
  readonly run: () => void;
}

export interface MenuProps {
  readonly id: string;
  readonly label: string;
  readonly face: ReactNode;
  readonly items: readonly MenuItem[];
}

/** A button with a list of actions: arrows walk, Enter does, Esc gives the focus back. */
export function Menu({ id, label, face, items }: MenuProps) {
  const root = useRef<HTMLDivElement>(null);
  const [isOpen, setOpen] = useState(false);
  const entries = (): HTMLButtonElement[] => [
    ...(root.current?.querySelectorAll<HTMLButtonElement>('[role=menuitem]') ?? []),
  ];
  useEffect(() => {
    if (!isOpen) return;
    root.current?.querySelector<HTMLButtonElement>('[role=menuitem]:not(:disabled)')?.focus();
    const away = (event: PointerEvent) => {
      if (event.target instanceof Node && root.current?.contains(event.target) === false) setOpen(false);
    };
    addEventListener('pointerdown', away);
    return () => removeEventListener('pointerdown', away);
  }, [isOpen]);
  const close = (): void => {
    setOpen(false);
    document.getElementById(id)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    const all = entries().filter((entry) => !entry.disabled);
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const step = { ArrowDown: at + 1, ArrowUp: at - 1 + all.length, Home: 0, End: all.length - 1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      all[step % all.length]?.focus();
    } else if (event.key === 'Escape') {
      event.stopPropagation();
      close();
    } else if (event.key === 'Tab') setOpen(false);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys of the menu that it holds.
    <div ref={root} className={css.menu} onKeyDown={onKeyDown}>
      <Button
        id={id}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        aria-label={label}
        title={label}
        onClick={() => setOpen(!isOpen)}
      >
        {face}
      </Button>
      {isOpen ? (
        <div role="menu" aria-label={label} className={css.list}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              tabIndex={-1}
              disabled={item.disabled}
              className={css.item}
              onClick={() => {
                close();
                item.run();
              }}
            >
              <span>{item.text}</span>
              {item.keys === undefined ? null : <kbd className={css.keys}>{item.keys}</kbd>}
            </button>
          ))}
        </div>
      ) : null}
    </div>
  );
}
