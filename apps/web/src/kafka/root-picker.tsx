import { Link } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import css from './kafka.module.css';
import type { KafkaTranslate } from './texts.ts';

export interface RootPickerProps {
  readonly root: string;
  /** Roots of what looks like a registry. */
  readonly candidates: readonly string[];
  readonly onPick: (root: string) => void;
  readonly kt: KafkaTranslate;
}

/** Where the registry stands: by hand, or one of those that were found. */
export function RootPicker({ root, candidates, onPick, kt }: RootPickerProps) {
  const [text, setText] = useState(root);
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setWrong(!text.startsWith('/'));
    if (text.startsWith('/')) onPick(text.length > 1 ? text.replace(/\/$/, '') : text);
  };
  return (
    <form className={css.picker} onSubmit={submit}>
      <label className="label" htmlFor="kafka-root">
        {kt('root')}
      </label>
      <input
        id="kafka-root"
        className="mono"
        value={text}
        spellCheck={false}
        autoCapitalize="off"
        autoComplete="off"
        aria-invalid={isWrong}
        aria-describedby={isWrong ? 'kafka-root-wrong' : undefined}
        onChange={(event) => setText(event.target.value)}
      />
      <Button type="submit">{kt('root.go')}</Button>
      {isWrong ? (
        <span id="kafka-root-wrong" role="alert" className={css.shrunk}>
          {kt('root.slash')}
        </span>
      ) : null}
      {candidates.length === 0 ? null : (
        <span className={css.candidates}>
          <span className="label">{kt('root.found')}</span>
          {candidates.map((path) => (
            <Link
              key={path}
              to="/c/$conn/kafka"
              params={{ conn: 'local' }}
              search={{ root: path }}
              className="mono"
            >
              {visible(path)}
            </Link>
          ))}
        </span>
      )}
    </form>
  );
}
