import type { EnsembleView, MemberView, StandingView } from '@vivarium/contract';
import type { ReactNode } from 'react';
import { glyphOf, modeLine } from '../ensemble/appearance.ts';
import { formatCount, formatSpan } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Glyph } from '../ui/glyph.tsx';
import { Pane } from '../ui/pane.tsx';
import css from './member.module.css';

/** The member as it was last seen, with the age of what is shown. */
export function MemberPane() {
  const t = useTranslate();
  const ensemble = useStore(live, (now) => now.ensemble);
  const member = ensemble === null ? undefined : shownMember(ensemble);
  if (!ensemble || !member) {
    return (
      <Pane title={t('member.label')}>
        <p className={css.wait}>{t('verdict.connecting')}</p>
      </Pane>
    );
  }
  return (
    <Pane title={t('member.label')} caption={t(ensemble.embedded ? 'member.embedded' : 'member.connected')}>
      <Plate member={member} standing={ensemble.standing} />
      <Figures ensemble={ensemble} member={member} />
    </Pane>
  );
}

/** The leader, whose figures are the ensemble's newest; without one, the first member that answers. */
function shownMember({ members, standing }: EnsembleView): MemberView | undefined {
  const leader = members.find(({ id }) => id === standing.leader);
  return leader ?? members.find(({ state }) => state === 'up') ?? members[0];
}

function Plate({ member, standing }: { readonly member: MemberView; readonly standing: StandingView }) {
  const t = useTranslate();
  const kind = glyphOf(member, standing);
  return (
    <div className={css.plate} data-state={member.state}>
      <Glyph kind={kind} size={30} />
      <div>
        <div className={`mono ${css.name}`}>{member.name}</div>
        <div className={`mono ${css.mode}`} data-testid="mode">
          {modeLine(member, t)}
        </div>
        {member.mode === 'standalone' ? <div className="caption">{t('member.standaloneCaption')}</div> : null}
      </div>
    </div>
  );
}

/** Known without the poll, so they do not age with it. */
const NOT_POLLED = { client: true, address: true };

function Figures({ ensemble, member }: { readonly ensemble: EnsembleView; readonly member: MemberView }) {
  const t = useTranslate();
  const language = useLanguage();
  const count = (n: number | null) => (n === null ? '—' : formatCount(n, language));
  const isOld = member.state === 'down';
  const rows: readonly (readonly [string, ReactNode, string])[] = [
    [t('member.zxid'), member.zxid ?? '—', 'zxid'],
    [t('member.nodes'), count(member.nodeCount), 'nodes'],
    [t('member.connections'), count(member.connections), 'connections'],
    [
      t('member.sessions'),
      member.sessions === null && member.polledAtMs !== null ? (
        <span key="none" className={css.absent} title="4lw.commands.whitelist=srvr,mntr">
          {t('member.noSessions')}
        </span>
      ) : (
        count(member.sessions)
      ),
      'sessions',
    ],
    [t('member.outstanding'), count(member.outstanding), 'outstanding'],
    [
      t('member.latency'),
      member.latencyMs === null ? '—' : <Latency key="latency" latencyMs={member.latencyMs} />,
      'latency',
    ],
    [t('member.received'), count(member.received), 'received'],
    [t('member.sent'), count(member.sent), 'sent'],
    [t('client.label'), t(`client.${ensemble.client.state}`), 'client'],
    [t('member.address'), member.address, 'address'],
    [t('member.version'), shortVersion(member.version), 'version'],
  ];
  return (
    <>
      <dl className={`${css.figures} ${isOld ? css.old : ''}`}>
        {rows.map(([label, value, key]) => (
          <div key={key}>
            <dt>{label}</dt>
            <dd className="mono" data-figure={key} data-polled={!(key in NOT_POLLED)}>
              {value}
            </dd>
          </div>
        ))}
      </dl>
      <p className={`label ${css.foot}`}>
        <Age member={member} /> ·{' '}
        {t('member.poll', { command: ensemble.poll.command, ms: formatSpan(ensemble.poll.intervalMs) })}
      </p>
    </>
  );
}

function Latency({ latencyMs }: { readonly latencyMs: { min: number; avg: number; max: number } }) {
  const t = useTranslate();
  const rounded = { ...latencyMs, avg: Math.round(latencyMs.avg * 10) / 10 };
  return <span title={t('member.latencyHint')}>{t('member.latencyValue', rounded)}</span>;
}

function Age({ member }: { readonly member: MemberView }) {
  const t = useTranslate();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs();
  if (member.polledAtMs === null) return t('member.never');
  const ageS = Math.floor((nowMs + skewMs - member.polledAtMs) / 1_000);
  return ageS < 2 ? t('member.ageNow') : t('member.age', { s: ageS });
}

/** `3.8.0-1ubuntu…-rev, built on …` says more than fits; the number comes first. */
function shortVersion(version: string | null): ReactNode {
  if (version === null) return '—';
  return <span title={version}>{version.split(/[-,\s]/, 1)[0]}</span>;
}
