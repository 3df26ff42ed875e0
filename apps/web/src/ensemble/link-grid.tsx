import type { ControlBody, EnsembleView } from '@vivarium/contract';
import { Link2, Unlink2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import type { Pair } from '../scenes/ring/ring-scene.tsx';
import { consequenceSentence } from './consequence.ts';
import css from './ensemble.module.css';

export interface LinkGridProps {
  readonly ensemble: EnsembleView;
  readonly onControl: (control: ControlBody) => void;
}

export const isSamePair = (one: Pair, other: Pair): boolean => one.a === other.a && one.b === other.b;

/** Who hears whom: the cut tool for the keyboard. Only our own members' links can be cut. */
export function LinkGrid({ ensemble, onControl }: LinkGridProps) {
  const t = useTranslate();
  const { members, standing } = ensemble;
  const [aimed, setAimed] = useState<Pair | null>(null);
  const isCut = (pair: Pair) => standing.cuts.some((cut) => isSamePair(cut, pair));
  const controlOf = (pair: Pair): ControlBody => ({ action: isCut(pair) ? 'heal' : 'cut', ...pair });
  return (
    <div className={css.grid}>
      <table>
        <caption>{t('links.title')}</caption>
        <thead>
          <tr>
            <td />
            {members.slice(1).map((member) => (
              <th key={member.id} scope="col" className="mono">
                {member.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {members.slice(0, -1).map((row, index) => (
            <tr key={row.id}>
              <th scope="row" className="mono">
                {row.name}
              </th>
              {members.slice(1).map((column, at) => {
                const pair = { a: Math.min(row.id, column.id), b: Math.max(row.id, column.id) };
                if (at < index) return <td key={column.id} />;
                const cut = isCut(pair);
                const label = t(cut ? 'links.heal' : 'links.cut', { a: row.name, b: column.name });
                return (
                  <td key={column.id}>
                    <button
                      type="button"
                      className={css.linkCell}
                      data-cut={cut}
                      aria-label={label}
                      title={label}
                      aria-describedby="link-consequence"
                      onFocus={() => setAimed(pair)}
                      onPointerEnter={() => setAimed(pair)}
                      onClick={() => onControl(controlOf(pair))}
                    >
                      {cut ? (
                        <Unlink2 size={14} aria-hidden="true" />
                      ) : (
                        <Link2 size={14} aria-hidden="true" />
                      )}
                      {t(cut ? 'links.isCut' : 'links.hears')}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p id="link-consequence" className={css.consequence}>
        {aimed === null ? t('links.hint') : consequenceSentence(ensemble, controlOf(aimed), t)}
      </p>
    </div>
  );
}
