import { visible } from '../tree/path.ts';
import css from './kafka.module.css';
import type { KafkaTranslate } from './texts.ts';

/** What is written in a way that the page does not know. */
export function Raw({ text, kt }: { readonly text: string; readonly kt: KafkaTranslate }) {
  return (
    <div>
      <p className="label">{kt('raw')}</p>
      <pre className={`mono ${css.raw}`}>{text.split('\n').map(visible).join('\n')}</pre>
    </div>
  );
}
