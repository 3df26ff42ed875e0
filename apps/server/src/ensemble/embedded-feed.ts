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
  const endEvents = ensemble.subscribe((event) => {
    if (event.type === 'voteSent') meter.add(event.member, event.to, 'votes');
    accept(event);
  });
  const endTraffic = ensemble.subscribeTraffic((leader, learners) => {
    for (const { sid, proposals, commits, informs, acks, pings, answers } of learners) {
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
