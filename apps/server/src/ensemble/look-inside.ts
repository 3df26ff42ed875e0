import type { ZooKeeper } from '@vivarium/client';
import type { EnsembleObserver, PolledMember } from '@vivarium/observe';
import type { Hub } from '../stream/hub.ts';
import { findInside } from './find-inside.ts';
import type { Inside } from './inside.ts';
import { membershipOf } from './membership-of.ts';
import type { WatchedEnsemble } from './watch-ensemble.ts';

/** Begins to look through the members' own ports: those of our members are known, others' must be found. */
export function lookInside(
  watched: WatchedEnsemble,
  inside: Inside,
  client: () => ZooKeeper,
  observer: EnsembleObserver,
  members: PolledMember[],
  hub: Hub,
): () => void {
  const { ensemble, inside: wanted } = watched;
  if (wanted === undefined || (!wanted.probe && !wanted.tap)) return () => {};
  if (ensemble !== undefined) {
    void inside.start({ members: membershipOf(ensemble) }, true);
    return () => {};
  }
  let seq = 0;
  return findInside({
    members: watched.members,
    inside,
    client,
    wanted,
    relist(found) {
      members.splice(0, members.length, ...found);
      observer.relist(found);
      hub.renew();
    },
    tell(body) {
      seq += 1;
      observer.accept({ seq, atMs: performance.now(), wallMs: Date.now(), member: 0, ...body });
    },
  });
}
