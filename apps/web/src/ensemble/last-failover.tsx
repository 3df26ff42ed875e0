import { Link } from '@tanstack/react-router';
import type { EnsembleView } from '@vivarium/contract';
import { causeSentence, FailoverNumbers } from '../failover/failover-summary.tsx';
import { keyMarks } from '../failover/key-marks.ts';
import { MarkList } from '../failover/mark-list.tsx';
import { useFailover } from '../failover/use-failover.ts';
import { useTranslate } from '../i18n/language.ts';
import { Pane } from '../ui/pane.tsx';
import { nameOfMember } from './appearance.ts';
import css from './ensemble.module.css';

/** The newest recorded election: both numbers and the marks that tell its story. */
export function LastFailover({ ensemble }: { readonly ensemble: EnsembleView }) {
  const t = useTranslate();
  const last = ensemble.failovers.at(-1);
  const { data } = useFailover(last?.id ?? null);
  if (last === undefined) {
    return (
      <Pane title={t('failover.last')} className={css.last}>
        <p className={css.wait}>{t('failover.none')}</p>
      </Pane>
    );
  }
  return (
    <Pane
      title={t('failover.last')}
      caption={causeSentence(last, (id) => nameOfMember(ensemble, id), t)}
      className={css.last}
      end={
        <Link to="/c/$conn/failover/$id" params={{ conn: 'local', id: String(last.id) }} className={css.open}>
          {t('failover.open')}
        </Link>
      }
    >
      <FailoverNumbers summary={last} />
      {data === undefined ? null : <MarkList view={data} marks={keyMarks(data)} current={null} />}
    </Pane>
  );
}
