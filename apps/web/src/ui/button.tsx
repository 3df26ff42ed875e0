import type { ButtonHTMLAttributes, ReactNode } from 'react';
import css from './button.module.css';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: 'plain' | 'primary' | 'danger' | 'quiet';
}

export function Button({ look = 'plain', className, ...rest }: ButtonProps) {
  return <button type="button" className={`${css.button} ${css[look] ?? ''} ${className ?? ''}`} {...rest} />;
}

export interface ChoiceProps<T extends string> {
  readonly label: string;
  /** Null while none is chosen. */
  readonly value: T | null;
  readonly options: readonly { readonly value: T; readonly text: ReactNode; readonly name?: string }[];
  readonly onChoose: (value: T) => void;
}

/** A few exclusive options side by side. */
export function Choice<T extends string>({ label, value, options, onChoose }: ChoiceProps<T>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as one control here.
    <div role="group" aria-label={label} className={css.group}>
      {options.map((option) => (
        <button
          key={option.value}
          type="button"
          className={css.option}
          aria-pressed={option.value === value}
          aria-label={option.name}
          title={option.name}
          onClick={() => onChoose(option.value)}
        >
          {option.text}
        </button>
      ))}
    </div>
  );
}
