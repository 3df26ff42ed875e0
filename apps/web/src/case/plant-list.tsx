import { Link } from '@tanstack/react-router';
import type { PlantNode } from '@vivarium/contract';
import { formatAge, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { visible } from '../tree/path.ts';
import css from './case.module.css';
import { useCaseTexts } from './texts.ts';

/** The plant's facts as a table, for who would rather read, or is read to. */
export function PlantList({
  nodes,
  nowMs,
}: {
  readonly nodes: readonly PlantNode[];
  readonly nowMs: number;
}) {
  const t = useTranslate();
  const ct = useCaseTexts();
  const language = useLanguage();
  const inOrder = [...nodes].sort((a, b) => (a.path < b.path ? -1 : 1));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling table must be reachable by keyboard.
    <section className={css.list} tabIndex={0} aria-label={ct('plant')}>
      <table>
        <thead>
          <tr className="label">
            <th scope="col">{ct('list.path')}</th>
            <th scope="col">{ct('list.kind')}</th>
            <th scope="col">{ct('list.owner')}</th>
            <th scope="col">{ct('list.children')}</th>
            <th scope="col">{ct('list.changed')}</th>
          </tr>
        </thead>
        <tbody>
          {inOrder.map((node) => (
            <tr key={node.path}>
              <th scope="row" className="mono">
                <Link to="/c/$conn/tree" params={{ conn: 'local' }} search={{ path: node.path }}>
                  {visible(node.path)}
                </Link>
              </th>
              <td>
                {ct(node.kind)}
                {node.holds ? `, ${ct('holds')}` : ''}
              </td>
              <td className="mono">{node.owner ?? ''}</td>
              <td className="mono">{node.children === 0 ? '' : formatCount(node.children, language)}</td>
              <td className="mono">
                {node.changedAtMs === null ? '' : formatAge(nowMs - node.changedAtMs, t)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
