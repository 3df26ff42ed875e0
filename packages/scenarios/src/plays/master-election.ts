import { candidate } from '../actors/candidate.ts';
import type { Play } from '../play.ts';

/**
 * The textbook's. A registers as `master-0000000000` and leads. B registers as `master-0000000001`, watches A's node and
 * stands by. A dies; when its session expires its node vanishes, and B takes over. A comes back as
 * `master-0000000002` and stands by behind B.
 */
export async function masterElection(play: Play, root: string): Promise<void> {
  const path = `${root}/masters`;
  const node = (number: number): string => `${path}/master-000000000${number}`;
  const a = await play.start('A', candidate(path));
  const first = await play.until('A leads', ({ client, what }) => client === 'A' && what === 'leads');
  play.must(first.path === node(0), `A is called ${first.path}`);
  await play.start('B', candidate(path));
  const standby = await play.until(
    'B stands by',
    ({ client, what }) => client === 'B' && what === 'standsBy',
  );
  play.must(
    standby.path === node(1) && standby.about === node(0),
    `B is ${standby.path} behind ${standby.about}`,
  );
  await play.disturb();
  await a.die();
  const second = await play.until('B takes over', ({ client, what }) => client === 'B' && what === 'leads');
  play.must(second.path === node(1), `B is called ${second.path}`);
  play.must((second.zxid ?? 0) > (first.zxid ?? 0), 'the token of the new leader is not greater');
  await play.start('A', candidate(path));
  const back = await play.until(
    'A comes back and stands by',
    ({ client, what, n }) => client === 'A' && what === 'standsBy' && n > second.n,
  );
  play.must(back.path === node(2) && back.about === node(1), `A is ${back.path} behind ${back.about}`);
  const leaders = play.facts.filter(({ what }) => what === 'leads').map(({ client }) => client);
  play.must(leaders.join() === 'A,B', `these led: ${leaders.join()}`);
}
