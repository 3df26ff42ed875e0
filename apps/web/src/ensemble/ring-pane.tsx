import type { ControlBody, EnsembleView } from '@vivarium/contract';
import { Pause, Play, Scissors } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatSpan } from '../i18n/format.ts';
import { type Translate, useLanguage, useTranslate } from '../i18n/language.ts';
import { verdictSentence } from '../member/verdict.tsx';
import { type Pair, RingScene } from '../scenes/ring/ring-scene.tsx';
import { pauseMotion, useMotion } from '../stores/motion.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { glyphOf, nameOfMember, pairsOf, ringMember } from './appearance.ts';
import { consequenceSentence } from './consequence.ts';
import css from './ensemble.module.css';
import { Legend } from './legend.tsx';
import { isSamePair, LinkGrid } from './link-grid.tsx';
import { type EnsembleTranslate, useEnsembleTexts } from './texts.ts';
import { useControl } from './use-control.ts';

export interface RingPaneProps {
  readonly ensemble: EnsembleView;
  readonly selected: number | null;
  readonly onSelect: (id: number | null) => void;
}

/** The ring with what travels on it, and the tools that act on its links. */
export function RingPane({ ensemble, selected, onSelect }: RingPaneProps) {
  const t = useTranslate();
  const et = useEnsembleTexts();
  const language = useLanguage();
  const { isMoving, isPaused, isReduced } = useMotion();
  const { send, fault, isSending } = useControl();
  const [isCutting, setCutting] = useState(false);
  const [crossed, setCrossed] = useState<readonly Pair[]>([]);
  const { members, standing } = ensemble;
  const drawn = useMemo(
    () =>
      members.map((member) => ({
        ...ringMember(member, ensemble, t, language),
        glyph: glyphOf(member, standing),
      })),
    [members, standing, ensemble, t, language],
  );
  const links = useMemo(() => pairsOf(members.map(({ id }) => id)), [members]);
  const leader = standing.verdict.kind === 'led' ? standing.leader : null;
  const isAlone = members.length < 2;
  const canCut = ensemble.embedded && !isAlone;
  const cutAll = (pairs: readonly Pair[], isDone: boolean) => {
    const fresh = pairs.filter((pair) => !standing.cuts.some((cut) => isSamePair(cut, pair)));
    setCrossed(isDone ? [] : fresh);
    if (isDone && fresh.length > 0) void send(...fresh.map((pair) => ({ action: 'cut', ...pair }) as const));
  };
  return (
    <Pane
      title={t('ensemble.title')}
      caption={captionOf(ensemble, t, et)}
      className={css.ringPane}
      end={
        <>
          {canCut ? (
            <Button aria-pressed={isCutting} onClick={() => setCutting(!isCutting)} className={css.tool}>
              <Scissors size={14} strokeWidth={1.75} aria-hidden="true" />
              <span className={css.toolText}>{t('links.tool')}</span>
            </Button>
          ) : null}
          {ensemble.embedded ? (
            <Button
              aria-pressed={isPaused}
              disabled={isReduced}
              title={isReduced ? t('motion.reduced') : undefined}
              onClick={() => pauseMotion(!isPaused)}
              className={css.tool}
            >
              {isPaused ? (
                <Play size={14} strokeWidth={1.75} aria-hidden="true" />
              ) : (
                <Pause size={14} strokeWidth={1.75} aria-hidden="true" />
              )}
              <span className={css.toolText}>{t(isPaused ? 'motion.resume' : 'motion.pause')}</span>
            </Button>
          ) : null}
        </>
      }
    >
      {ensemble.embedded && leader !== null ? (
        <div className={css.quick}>
          <Button
            look="danger"
            aria-describedby="kill-leader"
            disabled={isSending}
            onClick={() => void send({ action: 'kill', member: leader })}
          >
            {t('act.killLeader')}
          </Button>
          <span id="kill-leader" data-testid="kill-leader-consequence">
            {consequenceSentence(ensemble, { action: 'kill', member: leader }, t)}
          </span>
        </div>
      ) : null}
      <RingScene
        label={verdictSentence(standing.verdict, t)}
        members={drawn}
        epoch={standing.epoch}
        epochWord={t('ring.epoch')}
        leader={leader}
        links={links}
        cuts={standing.cuts}
        selected={selected}
        isElecting={standing.verdict.kind === 'electing' || standing.verdict.kind === 'noQuorum'}
        isMoving={isMoving}
        isCutting={isCutting}
        healLabel={(pair) =>
          t('links.heal', { a: nameOfMember(ensemble, pair.a), b: nameOfMember(ensemble, pair.b) })
        }
        onSelect={(id) => onSelect(selected === id ? null : id)}
        onHeal={(pair) => void send({ action: 'heal', ...pair })}
        onCutLine={cutAll}
      />
      {isCutting ? (
        <p className={css.cutNote} role="status">
          {crossed.length === 0 ? t('links.draw') : cutSentence(ensemble, crossed, t)}
        </p>
      ) : null}
      {fault === null ? null : <FaultNote fault={fault} />}
      <div className={css.ringFoot}>
        {isAlone || !ensemble.embedded ? null : <Legend />}
        {canCut ? (
          <details className={css.linksPart}>
            <summary>{t('links.summary', { n: standing.cuts.length })}</summary>
            <LinkGrid ensemble={ensemble} onControl={(control) => void send(control)} />
          </details>
        ) : null}
      </div>
    </Pane>
  );
}

/** Only members that are ours tell of their messages: of others nothing travels here. */
function captionOf(ensemble: EnsembleView, t: Translate, et: EnsembleTranslate): string | null {
  const { members, standing, embedded, poll } = ensemble;
  if (members.length < 2) return t('member.standaloneCaption');
  if (!embedded) return et('seen', { command: poll.command, ms: formatSpan(poll.intervalMs) });
  return standing.epoch === null ? null : t('ensemble.caption', { epoch: standing.epoch });
}

/** What the whole line does: each cut is judged after those before it. */
function cutSentence(ensemble: EnsembleView, crossed: readonly Pair[], t: Translate): string {
  const last = crossed.at(-1) as Pair;
  const before = crossed.slice(0, -1);
  const cuts = [...ensemble.standing.cuts, ...before];
  const then = { ...ensemble, standing: { ...ensemble.standing, cuts } };
  const control: ControlBody = { action: 'cut', ...last };
  const names = before.map(({ a, b }) => `${nameOfMember(ensemble, a)} – ${nameOfMember(ensemble, b)}`);
  const also = names.length === 0 ? '' : `${t('links.also', { names: names.join(', ') })} `;
  return also + consequenceSentence(then, control, t);
}
