import { ChevronDown, Pause, Play } from 'lucide-react';
import { lazy, useId, useMemo, useRef, useState } from 'react';
import { type Command, useCommands } from '../palette/commands.ts';
import { Part } from '../ui/part.tsx';
import { fetched } from '../wire/fetched.ts';
import css from './demo-door.module.css';
import { demo, pauseDemo, startDemo, useDemoFeed, useIsDemoAbsent, usePresentDemo } from './demo-store.ts';
import { useDemoTexts } from './texts.ts';

const DemoMenu = lazy(async () => ({ default: (await fetched(() => import('./demo-menu.tsx'))).DemoMenu }));

const ICON = { size: 14, strokeWidth: 1.75, 'aria-hidden': true } as const;
const MENU_PX = 352;
const MARGIN_PX = 8;

/** Pauses the demo, and opens what switches its actors; nothing where there is no demo. */
export function DemoDoor() {
  useDemoFeed();
  useDemoCommands();
  const dt = useDemoTexts();
  const view = usePresentDemo();
  const [isOpen, setOpen] = useState(false);
  const door = useRef<HTMLSpanElement>(null);
  const menu = useRef<HTMLDivElement>(null);
  const id = useId();
  if (view === null) return null;
  const place = () => {
    const box = door.current?.getBoundingClientRect();
    if (box === undefined || menu.current === null) return;
    const rightmost = Math.max(MARGIN_PX, innerWidth - MENU_PX - MARGIN_PX);
    menu.current.style.left = `${Math.min(box.left, rightmost)}px`;
    menu.current.style.top = `${box.bottom + 6}px`;
  };
  const { isPaused } = view;
  const Icon = isPaused ? Play : Pause;
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one control here. */}
      <span ref={door} role="group" aria-label={dt('demo')} className={css.door} data-paused={isPaused}>
        <button
          type="button"
          className={css.part}
          aria-label={dt(isPaused ? 'resume' : 'pause')}
          title={dt(isPaused ? 'resume' : 'pause')}
          onClick={() => void pauseDemo(!isPaused)}
        >
          <Icon {...ICON} />
          <span className={css.words}>{dt(isPaused ? 'resume' : 'pause')}</span>
        </button>
        <button
          type="button"
          className={css.part}
          aria-label={dt('menu')}
          aria-expanded={isOpen}
          title={dt('menu')}
          popoverTarget={id}
        >
          <ChevronDown {...ICON} />
        </button>
      </span>
      <div
        ref={menu}
        id={id}
        popover="auto"
        className={css.menu}
        onBeforeToggle={place}
        onToggle={({ newState }) => setOpen(newState === 'open')}
      >
        <Part fallback={null}>
          {isOpen ? <DemoMenu view={view} onClose={() => menu.current?.hidePopover()} /> : null}
        </Part>
      </div>
    </>
  );
}

/** In the palette: pause or go on; where no demo plays, the way to start one. */
function useDemoCommands(): void {
  const dt = useDemoTexts();
  const view = usePresentDemo();
  const isAbsent = useIsDemoAbsent();
  const isPaused = view?.isPaused;
  const commands = useMemo((): Command[] => {
    if (isAbsent)
      return [{ id: 'demo start', text: dt('start'), note: dt('about'), run: () => void startDemo() }];
    if (isPaused === undefined) return [];
    const isIdle = demo.get().view?.actors.every(({ state }) => state === 'off') === true;
    return [
      {
        id: 'demo pause',
        text: dt(isPaused ? 'resume' : 'pause'),
        run: () => void pauseDemo(!isPaused),
      },
      ...(isIdle
        ? [{ id: 'demo start', text: dt('start'), note: dt('about'), run: () => void startDemo() }]
        : []),
    ];
  }, [dt, isAbsent, isPaused]);
  useCommands('demo', commands);
}
