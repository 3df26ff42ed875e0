import { Link } from '@tanstack/react-router';
import type { EnsembleView } from '@vivarium/contract';
import { useMemo } from 'react';
import { glyphOf, isSilent, pairsOf, ringMember } from '../ensemble/appearance.ts';
import { useEnsembleTexts } from '../ensemble/texts.ts';
import { formatSpan } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { verdictSentence } from '../member/verdict.tsx';
import { RingScene } from '../scenes/ring/ring-scene.tsx';
import { useMotion } from '../stores/motion.ts';
import { Pane } from '../ui/pane.tsx';
import css from './case.module.css';

/** The ring in a corner: who leads, and that something moves. Its tools are on the Ensemble page. */
export function SmallRing({ ensemble }: { readonly ensemble: EnsembleView }) {
  const t = useTranslate();
  const et = useEnsembleTexts();
  const language = useLanguage();
  const { isMoving } = useMotion();
  const { members, standing } = ensemble;
  const drawn = useMemo(
    () =>
      members.map((member) => ({
        ...ringMember(member, ensemble, t, language),
        caption: null,
        // There is no room for the round.
        ...(member.vote === null || isSilent(member) ? {} : { role: t('glyph.looking') }),
        glyph: glyphOf(member, standing),
      })),
    [members, standing, ensemble, t, language],
  );
  if (members.length < 2) return null;
  const { embedded, poll } = ensemble;
  const epoch = standing.epoch === null ? null : t('ensemble.caption', { epoch: standing.epoch });
  // Of members that are not ours nothing travels here.
  const caption = embedded
    ? epoch
    : et('seenShort', { command: poll.command, ms: formatSpan(poll.intervalMs) });
  const links = pairsOf(members.map(({ id }) => id));
  return (
    <Pane
      title={t('ensemble.title')}
      caption={caption}
      className={css.ring}
      end={
        <Link to="/c/$conn/ensemble" params={{ conn: 'local' }} className={css.more}>
          {t('failover.open')}
        </Link>
      }
    >
      <RingScene
        label={verdictSentence(standing.verdict, t)}
        members={drawn}
        epoch={standing.epoch}
        epochWord={t('ring.epoch')}
        leader={standing.verdict.kind === 'led' ? standing.leader : null}
        links={links}
        cuts={standing.cuts}
        selected={null}
        isElecting={standing.verdict.kind === 'electing' || standing.verdict.kind === 'noQuorum'}
        isMoving={isMoving}
        isCutting={false}
        healLabel={() => ''}
        onSelect={() => undefined}
        onHeal={() => undefined}
        onCutLine={() => undefined}
      />
    </Pane>
  );
}
