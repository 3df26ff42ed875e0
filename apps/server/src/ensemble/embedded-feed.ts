import { LINK_COUNTS_MS } from '@vivarium/contract';
import type { EmbeddedEnsemble } from '@vivarium/host';
import type { TimelineEvent } from '@vivarium/timeline';
import type { Hub } from '../stream/hub.ts';
import { LinkMeter } from './link-meter.ts';

/**
 * What the members of the embedded ensemble tell themselves: their events, and the messages that travel between them.
 *
 * @returns what ends it
 */
export function feedFrom(
  ensemble: EmbeddedEnsemble,
  hub: Hub,
  wallMs: () => number,
  accept: (event: TimelineEvent) => void,
): () => void {
  const meter = new LinkMeter(wallMs());
  const sids = new Set(ensemble.members.map(({ sid }) => sid));
  const endEvents = ensemble.subscribe((event) => {
    // Probe and tap are strangers to the members, who tell of them as of any.
    const partner = partnerOf(event);
    if (partner !== 0 && !sids.has(partner)) return;
    if (event.type === 'voteSent') meter.add(event.member, event.to, 'votes');
    accept(event);
  });
  const endTraffic = ensemble.subscribeTraffic((leader, learners) => {
    for (const { sid, proposals, commits, informs, acks, pings, answers } of learners) {
      if (!sids.has(sid)) continue;
      meter.add(leader, sid, 'proposals', proposals);
      meter.add(leader, sid, 'commits', commits);
      meter.add(leader, sid, 'informs', informs);
      meter.add(leader, sid, 'pings', pings);
      meter.add(sid, leader, 'acks', acks);
      meter.add(sid, leader, 'pings', answers);
    }
  });
  const timer = setInterval(() => {
    const links = meter.take(wallMs());
    if (links !== null) hub.publish({ kind: 'links', links });
  }, LINK_COUNTS_MS);
  return () => {
    endEvents();
    endTraffic();
    clearInterval(timer);
  };
}

/** With whom a member exchanges what it tells of; itself where there is nobody else. */
function partnerOf(event: TimelineEvent): number {
  switch (event.type) {
    case 'voteSent':
      return event.to;
    case 'voteReceived':
      return event.from;
    case 'learnerSyncing':
    case 'learnerSynced':
    case 'learnerLost':
      return event.learner;
    default:
      return event.member;
  }
}
