import type { FailoverMark, FailoverView } from '@vivarium/contract';
import type { Key, Translate } from '../i18n/language.ts';
import type { GlyphKind } from '../ui/glyph.tsx';

export type NameOf = (id: number) => string;

export function namesOf(view: FailoverView): NameOf {
  const names = new Map(view.lanes.map((lane) => [lane.member, lane.name]));
  return (id) => names.get(id) ?? String(id);
}

/** What befalls a member of this process. */
const THREADS: ReadonlyMap<string, Key> = new Map([
  ['starting', 'mark.thread.starting'],
  ['running', 'mark.thread.running'],
  ['paused', 'mark.thread.paused'],
  ['killed', 'mark.thread.killed'],
]);

/** What happened, in a sentence. */
export function markSentence(mark: FailoverMark, name: NameOf, t: Translate): string {
  const member = name(mark.member);
  switch (mark.kind) {
    case 'looking':
      return t('mark.looking', { member, round: mark.round });
    case 'voteSent':
      return t('mark.voteSent', {
        member,
        to: name(mark.to),
        vote: voteOf(mark.vote, name),
        round: mark.round,
      });
    case 'voteReceived':
      return t('mark.voteReceived', {
        member,
        from: name(mark.from),
        vote: voteOf(mark.vote, name),
        decided: decisionOf(mark, name, t),
      });
    case 'voteSeen': {
      const vote = voteOf(mark.vote, name);
      return t('mark.voteSeen', { member, state: mark.state, vote, round: mark.round });
    }
    case 'firstCommit':
      return t('mark.firstCommit', { member, zxid: mark.zxid });
    case 'elected':
      return t('mark.elected', { member, leader: name(mark.leader), round: mark.round });
    case 'epochProposed':
      return t('mark.epochProposed', { member, epoch: mark.epoch });
    case 'epochAccepted':
      return t('mark.epochAccepted', { member, epoch: mark.epoch });
    case 'syncing':
      return mark.how === 'snap'
        ? t('mark.syncingSnap', { member, learner: name(mark.learner) })
        : t('mark.syncing', {
            member,
            learner: name(mark.learner),
            how: mark.how.toUpperCase(),
            n: mark.txns,
          });
    case 'synced':
      return t('mark.synced', { member, learner: name(mark.learner) });
    case 'learnerLost':
      return t('mark.learnerLost', {
        member,
        learner: name(mark.learner),
        cause: t('cause.said', { cause: mark.cause }),
      });
    case 'established':
      return t('mark.established', { member, epoch: mark.epoch });
    case 'serving':
      return t('mark.serving', { member, mode: mark.mode });
    case 'roleEnded':
      return t('mark.roleEnded', { member, cause: t('cause.said', { cause: mark.cause }) });
    case 'thread':
      return t(THREADS.get(mark.state) ?? 'mark.thread', { member, state: mark.state });
    case 'link':
      return t(mark.state === 'cut' ? 'mark.linkCut' : 'mark.linkHealed', { member, to: name(mark.to) });
    case 'sessionBack':
      return t('mark.sessionBack', { member, session: mark.session });
    case 'sessionExpired':
      return t('mark.sessionExpired', { session: mark.session });
    case 'gapOpened':
      return t('mark.gapOpened');
    case 'gapClosed':
      return t('mark.gapClosed', { ms: formatMs(mark.gapMs) });
  }
}

function voteOf(
  vote: { readonly leader: number; readonly zxid: string; readonly epoch: number } | null,
  name: NameOf,
): string {
  // Someone who only asks, an observer that starts for one, votes for nobody.
  if (vote === null) return '(–)';
  return `(${name(vote.leader)}, ${vote.zxid}, e${vote.epoch})`;
}

function decisionOf(
  mark: Extract<FailoverMark, { kind: 'voteReceived' }>,
  name: NameOf,
  t: Translate,
): string {
  if (mark.against === null) return t('decision.none');
  const own = voteOf(mark.against, name);
  if (mark.by === 'equal') return t('decision.equal');
  return t(mark.won ? 'decision.won' : 'decision.lost', { own, by: t(`decision.by.${mark.by}`) });
}

/** The sign of a mark: what the member is from there on. */
export function markGlyph(mark: FailoverMark, view: FailoverView): GlyphKind {
  switch (mark.kind) {
    case 'looking':
    case 'voteSent':
    case 'voteReceived':
    case 'voteSeen':
    case 'epochProposed':
    case 'epochAccepted':
      return 'looking';
    case 'elected':
      return mark.leader === mark.member ? 'leader' : 'looking';
    case 'syncing':
    case 'synced':
      return 'syncing';
    case 'established':
      return view.summary.toLeader === mark.member ? 'leader' : 'follower';
    case 'serving':
      return mark.mode === 'leader' || mark.mode === 'observer' ? mark.mode : 'follower';
    case 'thread':
      return mark.state === 'killed' ? 'down' : mark.state === 'paused' ? 'paused' : 'looking';
    case 'gapClosed':
    case 'sessionBack':
      return 'standalone';
    default:
      return 'unreachable';
  }
}

/** Whole milliseconds; 412, 1,412. */
export function formatMs(ms: number): string {
  return Math.round(ms).toLocaleString('en');
}
