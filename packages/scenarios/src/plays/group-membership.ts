import { groupMember } from '../actors/group-member.ts';
import type { Play } from '../play.ts';

/**
 * A group whose members see each other come and go. One leaves properly, and is gone at once; one dies, and is gone
 * when its session expires. One that comes back joins anew.
 */
export async function groupMembership(play: Play, root: string): Promise<void> {
  const path = `${root}/members`;
  const sees = (who: string, what: 'seesJoin' | 'seesLeave', whom: string, after = 0) =>
    play.until(
      `${who} sees ${whom} ${what === 'seesJoin' ? 'join' : 'leave'}`,
      (fact) => fact.client === who && fact.what === what && fact.about === whom && fact.n > after,
    );
  await play.start('a', groupMember(path));
  const b = await play.start('b', groupMember(path));
  const c = await play.start('c', groupMember(path));
  await Promise.all([sees('a', 'seesJoin', 'b'), sees('a', 'seesJoin', 'c'), sees('b', 'seesJoin', 'c')]);
  await play.disturb();
  await b.leave();
  await sees('a', 'seesLeave', 'b');
  await c.die();
  const gone = await sees('a', 'seesLeave', 'c');
  await play.start('c', groupMember(path));
  await sees('a', 'seesJoin', 'c', gone.n);
}
