import type { View } from '../routes/tree-search.ts';
import css from './node.module.css';
import { useNodeTexts } from './texts.ts';

const GROUPS: readonly { readonly name: 'text' | 'coded' | 'inside'; readonly views: readonly View[] }[] = [
  { name: 'text', views: ['text', 'yaml', 'xml', 'properties', 'json'] },
  { name: 'coded', views: ['gbk', 'latin1', 'utf16le', 'utf16be'] },
  { name: 'inside', views: ['gzip', 'base64', 'url', 'java', 'hex'] },
];

/** How the bytes are read. */
export function ViewChoice({
  value,
  onChoose,
}: {
  readonly value: View;
  readonly onChoose: (v: View) => void;
}) {
  const nt = useNodeTexts();
  return (
    <label className={css.choice}>
      <span className="label">{nt('view.label')}</span>
      <select value={value} onChange={(event) => onChoose(event.target.value as View)}>
        {GROUPS.map(({ name, views }) => (
          <optgroup key={name} label={nt(`group.${name}`)}>
            {views.map((view) => (
              <option key={view} value={view}>
                {nt(`view.${view}`)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}
