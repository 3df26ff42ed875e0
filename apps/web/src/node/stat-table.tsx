import { Link } from '@tanstack/react-router';
import type { StatView } from '@vivarium/contract';
import type { ReactNode } from 'react';
import { formatAge, formatBytes, formatCount, formatStamp } from '../i18n/format.ts';
import { type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import { usePlace } from '../routes/use-place.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { counterOfHex, epochOfHex } from '../strata/strata-shape.ts';
import { ownerKind } from '../tree/tree-row.tsx';
import css from './node.module.css';

/** Every field of the stat, in words and as it is. */
export function StatTable({ stat }: { readonly stat: StatView }) {
  const t = useTranslate();
  const language = useLanguage();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const zxid = (value: string) => t('stat.epoch', { epoch: epochOfHex(value), counter: counterOfHex(value) });
  const time = (ms: number) => (ms === 0 ? '—' : <Moment ms={ms} ageMs={nowMs - ms} />);
  // Apache starts the counters of /zookeeper below zero.
  const times = (n: number) => (n < 0 ? '—' : t('stat.times', { n }));
  const rows: readonly (readonly [string, string, ReactNode, string | number])[] = [
    ['czxid', t('stat.czxid'), zxid(stat.czxid), stat.czxid],
    ['mzxid', t('stat.mzxid'), zxid(stat.mzxid), stat.mzxid],
    ['pzxid', t('stat.pzxid'), zxid(stat.pzxid), stat.pzxid],
    ['ctime', t('stat.ctime'), time(stat.ctimeMs), stat.ctimeMs],
    ['mtime', t('stat.mtime'), time(stat.mtimeMs), stat.mtimeMs],
    ['version', t('stat.version'), times(stat.version), stat.version],
    ['cversion', t('stat.cversion'), times(stat.cversion), stat.cversion],
    ['aversion', t('stat.aversion'), times(stat.aversion), stat.aversion],
    [
      'ephemeralOwner',
      t('stat.owner'),
      <Owner key="owner" owner={stat.ephemeralOwner} />,
      stat.ephemeralOwner,
    ],
    ['dataLength', t('stat.length'), formatBytes(stat.dataLength, t), stat.dataLength],
    ['numChildren', t('stat.children'), formatCount(stat.numChildren, language), stat.numChildren],
  ];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={t('node.stat')}>
      <table className={`${css.table} ${css.stat}`}>
        <thead>
          <tr className="label">
            <th scope="col">{t('stat.field')}</th>
            <th scope="col">{t('stat.human')}</th>
            <th scope="col" className={css.right}>
              {t('stat.raw')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(([field, label, human, raw]) => (
            <tr key={field}>
              <th scope="row">
                {label} <span className={`mono ${css.field}`}>{field}</span>
              </th>
              <td>{human}</td>
              <td className={`mono ${css.right}`} data-stat={field}>
                {raw}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Moment({ ms, ageMs }: { readonly ms: number; readonly ageMs: number }) {
  const t = useTranslate();
  return (
    <>
      <span className={css.stamp}>{formatStamp(ms)}</span>{' '}
      <span className={css.ago}>{formatAge(ageMs, t)}</span>
    </>
  );
}

/** The session that owns it is a click away; which one it is, its page finds out. */
function Owner({ owner }: { readonly owner: string }) {
  const t = useTranslate();
  const { path } = usePlace();
  if (ownerKind(owner) !== 'session') return ownerText(owner, t);
  return (
    <Link to="/c/$conn/sessions" params={{ conn: 'local' }} search={{ of: path }}>
      {t('tree.ephemeral')}
    </Link>
  );
}

function ownerText(owner: string, t: Translate): string {
  const kind = ownerKind(owner);
  if (kind === 'none') return t('stat.permanent');
  if (kind === 'container') return t('stat.container');
  if (kind === 'ttl') return t('stat.ttl', { ms: String(BigInt(owner) & 0xff_ffff_ffffn) });
  return t('tree.ephemeral');
}
