import type { EnsembleView, MemberView } from '@vivarium/contract';
import { stopSafetyOf } from '@vivarium/timeline';
import { Copy } from 'lucide-react';
import { formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button, Choice } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { Glyph } from '../ui/glyph.tsx';
import { Pane } from '../ui/pane.tsx';
import { say } from '../ui/toast.ts';
import { type MemberPanelName, PANELS } from '../words/panel-names.ts';
import { useWordTexts } from '../words/texts.ts';
import { glyphOf, isSilent, lagShare, leads, modeLine, statusText } from './appearance.ts';
import css from './ensemble.module.css';
import { MemberActions } from './member-actions.tsx';
import { Pulse } from './pulse.tsx';
import { useEnsembleTexts } from './texts.ts';

export interface MembersPaneProps {
  readonly ensemble: EnsembleView;
  readonly selected: number | null;
  /** What is open of the selected member. */
  readonly panel: MemberPanelName | null;
  readonly onSelect: (id: number | null) => void;
  readonly onPanel: (panel: MemberPanelName) => void;
}

/** One plate per member: what zkServer.sh status says of all of them at once. */
export function MembersPane({ ensemble, selected, panel, onSelect, onPanel }: MembersPaneProps) {
  const t = useTranslate();
  const copy = async () =>
    say(t((await copyText(statusText(ensemble, t))) ? 'members.copied' : 'path.copyFailed'));
  return (
    <Pane
      title={t('members.title')}
      caption={t('members.caption')}
      className={css.members}
      end={
        <Button look="quiet" onClick={() => void copy()}>
          <Copy size={14} strokeWidth={1.75} aria-hidden="true" />
          {t('members.copy')}
        </Button>
      }
    >
      <ul className={css.plates}>
        {ensemble.members.map((member) => (
          <Plate
            key={member.id}
            ensemble={ensemble}
            member={member}
            isOpen={selected === member.id}
            panel={panel}
            onPanel={onPanel}
            onToggle={() => onSelect(selected === member.id ? null : member.id)}
          />
        ))}
      </ul>
    </Pane>
  );
}

interface PlateProps {
  readonly ensemble: EnsembleView;
  readonly member: MemberView;
  readonly isOpen: boolean;
  readonly panel: MemberPanelName | null;
  readonly onPanel: (panel: MemberPanelName) => void;
  readonly onToggle: () => void;
}

function Plate({ ensemble, member, isOpen, panel, onPanel, onToggle }: PlateProps) {
  const t = useTranslate();
  const et = useEnsembleTexts();
  const wt = useWordTexts();
  const language = useLanguage();
  const kind = glyphOf(member, ensemble.standing);
  return (
    <li
      className={css.plate}
      data-leads={leads(member, ensemble.standing)}
      data-open={isOpen}
      data-testid={`plate-${member.name}`}
      data-kind={kind}
    >
      <button type="button" className={css.head} aria-expanded={isOpen} onClick={onToggle}>
        <Glyph kind={kind} size={22} />
        <span className={css.name}>{member.name}</span>
        <span className={css.mode} data-testid="mode">
          {modeLine(member, t)}
        </span>
        <span className={css.facts} data-old={isSilent(member)}>
          <span data-figure="zxid">{member.zxid ?? '—'}</span>
          <span data-figure="epoch">{member.epoch === null ? 'e—' : `e${member.epoch}`}</span>
          <span data-figure="connections">
            {member.connections === null ? '—' : et('connections', { n: member.connections })}
          </span>
          <Lag member={member} text={(n) => t('plate.behind', { n: formatCount(n, language) })} />
        </span>
        <Pulse member={member} />
        <LagBar ensemble={ensemble} member={member} kind={kind} />
      </button>
      <p className={`label ${css.foot}`}>
        <StopNote ensemble={ensemble} member={member} />

        {member.address === member.name ? <span /> : <span className="mono">{member.address}</span>}
        {member.cause === null ? null : (
          <span className={css.cause} data-testid="cause">
            {t('cause.said', { cause: member.cause })}
          </span>
        )}
      </p>
      {isOpen ? (
        <div className={css.opened}>
          <p className={`label ${css.age}`}>
            <Age member={member} />
          </p>
          <Choice
            label={wt('panels')}
            value={panel}
            onChoose={onPanel}
            options={PANELS.map((value) => ({ value, text: wt(`panel.${value}`) }))}
          />
        </div>
      ) : null}
      {isOpen && member.embedded ? <MemberActions ensemble={ensemble} member={member} /> : null}
    </li>
  );
}

/** Whether it may be stopped now; for one that does not run, when it was heard last. */
function StopNote({ ensemble, member }: { readonly ensemble: EnsembleView; readonly member: MemberView }) {
  const et = useEnsembleTexts();
  const { members, standing } = ensemble;
  const { cuts, verdict } = standing;
  const leader = verdict.kind === 'led' ? verdict.leader : null;
  const safety = stopSafetyOf({ members, cuts, leader }, member.id);
  if (safety === null) return <Age member={member} />;
  const { outcome, after, needed } = safety;
  return (
    <span data-testid="stop" data-outcome={outcome} className={css.stop}>
      {et(`stop.${outcome}`, { n: after - needed, after, needed })}
    </span>
  );
}

function Lag({ member, text }: { member: MemberView; text: (n: number) => string }) {
  const t = useTranslate();
  if (member.lagTxns === null) return <span className={css.lag}>{t('plate.lagUnknown')}</span>;
  return (
    <span className={css.lag} data-figure="lag" data-far={member.lagTxns > 10}>
      {member.lagTxns === 0 ? t('plate.inStep') : text(member.lagTxns)}
    </span>
  );
}

/** All bars have one scale: full is in step, empty as far behind as the farthest. */
function LagBar({ ensemble, member, kind }: { ensemble: EnsembleView; member: MemberView; kind: string }) {
  const share = lagShare(member, ensemble.members);
  return (
    <svg className={css.bar} viewBox="0 0 100 5" preserveAspectRatio="none" aria-hidden="true">
      <rect width="100" height="5" className={css.track} />
      {share === null ? null : (
        <rect width={Math.max(1, share * 100)} height="5" className={css.fill} data-kind={kind} />
      )}
    </svg>
  );
}

function Age({ member }: { readonly member: MemberView }) {
  const t = useTranslate();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs();
  if (member.thread === 'paused' && member.pausedUntilMs !== null) {
    const s = Math.max(0, Math.ceil((member.pausedUntilMs - nowMs - skewMs) / 1_000));
    return <span>{t('plate.pausedFor', { s })}</span>;
  }
  if (member.polledAtMs === null) return <span>{t('member.never')}</span>;
  const ageS = Math.floor((nowMs + skewMs - member.polledAtMs) / 1_000);
  return <span>{ageS < 2 ? t('member.ageNow') : t('member.age', { s: ageS })}</span>;
}
