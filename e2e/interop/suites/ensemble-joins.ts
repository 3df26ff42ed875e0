import {
  type Conversation,
  type Ensemble,
  type EnsembleMember,
  fourLetterWord,
  RawSession,
} from '../../harness/index.ts';
import type { SuiteReport } from '../report.ts';
import { tell } from './ensemble-trees.ts';

type Strategy = 'DIFF' | 'SNAP' | 'TRUNC';

/** What a learner of Apache's says when its leader tells it how it will be brought up to date. */
const learnerSays: Readonly<Record<Strategy, RegExp>> = {
  DIFF: /Getting a diff from the leader/,
  SNAP: /Getting a snapshot from leader/,
  TRUNC: /Truncating log to get in sync with the leader/,
};

/** What a leader of Apache's says, with the learner's sid; of a TRUNC it says nothing. */
function leaderSays(strategy: Strategy, sid: number, said: string): boolean {
  if (strategy === 'DIFF') return new RegExp(`Sending DIFF zxid=.* for peer sid: ${sid}\\b`).test(said);
  return /Sending snapshot last zxid of peer/.test(said) === (strategy === 'SNAP');
}

/**
 * A follower of every kind goes away and comes back: a little behind, with an empty disk far behind, and a leader
 * comes back with transactions that nobody else has.
 */
export async function rejoin(
  report: SuiteReport,
  name: string,
  ensemble: Ensemble,
  client: Conversation,
): Promise<void> {
  const leader = await ensemble.untilLed();
  const kinds = new Set<string>();
  for (const member of ensemble.members) {
    const who = member.isObserver ? `observing ${member.kind}` : member.kind;
    if (member === leader || kinds.has(who)) continue;
    kinds.add(who);
    const label = `${name}: member ${member.sid} (${who}) joins`;
    await report.check(`${label} by DIFF`, () => beBehind(ensemble, member, client, 'DIFF'));
    await report.check(`${label} by SNAP`, () => beBehind(ensemble, member, client, 'SNAP'));
  }
  await report.check(`${name}: member ${leader.sid} (${leader.kind}) is ahead and is truncated`, () =>
    beAhead(ensemble, leader, client),
  );
}

let serial = 0;

async function beBehind(
  ensemble: Ensemble,
  member: EnsembleMember,
  client: Conversation,
  strategy: 'DIFF' | 'SNAP',
): Promise<void> {
  serial += 1;
  const others = ensemble.members.filter((other) => other !== member);
  const addresses = others.map((other) => other.server.address).join(',');
  await member.server.kill();
  if (strategy === 'SNAP') member.wipe();
  await tell(client, `bulk /away-${serial} ${strategy === 'SNAP' ? 250 : 30} ${addresses}`);
  await comeBack(ensemble, member, strategy);
}

async function comeBack(ensemble: Ensemble, member: EnsembleMember, strategy: Strategy): Promise<void> {
  const leader = await ensemble.untilLed();
  const learnerSaid = member.server.logs().length;
  const leaderSaid = leader.server.logs().length;
  const counted = await syncCounts(leader);
  member.server.launch();
  await member.untilServing();
  const evidence: string[] = [];
  if (member.kind === 'apache') {
    const said = member.server.logs().slice(learnerSaid);
    if (!learnerSays[strategy].test(said)) evidence.push(`the learner says: ${grep(said, learnerSays)}`);
  }
  if (leader.kind === 'apache') {
    const said = leader.server.logs().slice(leaderSaid);
    if (!leaderSays(strategy, member.sid, said)) evidence.push(`the leader says: ${syncLines(said)}`);
  } else if (strategy !== 'TRUNC') {
    const now = await syncCounts(leader);
    const grown = now[strategy] - counted[strategy];
    if (grown !== 1)
      evidence.push(`the leader has counted ${JSON.stringify(counted)}, ${JSON.stringify(now)}`);
  }
  if (evidence.length > 0) throw new Error(`member ${member.sid} did not join by ${strategy}: ${evidence}`);
}

/**
 * The leader logs transactions that nobody else gets: both followers are killed, and it is killed before it steps down.
 * The followers go on without it; when it comes back, these transactions must vanish.
 */
async function beAhead(ensemble: Ensemble, leader: EnsembleMember, client: Conversation): Promise<void> {
  serial += 1;
  const root = `/ahead-${serial}`;
  const session = await RawSession.open(leader.server.port);
  const followers = ensemble.voters.filter((member) => member !== leader);
  await Promise.all(followers.map((member) => member.server.kill()));
  const replies = Array.from({ length: 20 }, (_, index) =>
    session.create(`${root}-${index}`, 'unacknowledged'),
  );
  // Half a tick is the least that a leader without a quorum leads on; these writes are on its disk long before.
  await new Promise((resolve) => setTimeout(resolve, 150));
  await leader.server.kill();
  const acknowledged = (await Promise.all(replies)).filter((reply) => reply?.error === 0).length;
  if (acknowledged > 0) throw new Error(`${acknowledged} writes were acknowledged without a quorum`);
  for (const member of followers) member.server.launch();
  for (const member of followers) await member.untilServing();
  // No write yet: once there is one of the new epoch, Apache's leader sends a snapshot instead.
  await comeBack(ensemble, leader, 'TRUNC');
  await tell(client, `bulk ${root} 30 ${ensemble.address}`);
  await ensemble.untilServing();
  const reading = await RawSession.open(leader.server.port);
  await reading.sync('/');
  for (const index of replies.keys()) {
    const found = await reading.getData(`${root}-${index}`);
    if (found !== undefined) throw new Error(`${root}-${index} was never acknowledged and came back`);
  }
  reading.abandon();
}

/** How many learners a leader has brought up to date by which means, from its `mntr`. */
async function syncCounts(leader: EnsembleMember): Promise<{ DIFF: number; SNAP: number }> {
  const answer = await fourLetterWord(leader.server.port, 'mntr');
  const count = (name: string): number =>
    Number(new RegExp(`^zk_${name}\\t(\\d+)`, 'm').exec(answer)?.[1] ?? 0);
  return { DIFF: count('diff_count'), SNAP: count('snap_count') };
}

function grep(said: string, patterns: Readonly<Record<string, RegExp>>): string {
  return said
    .split('\n')
    .filter((line) => Object.values(patterns).some((pattern) => pattern.test(line)))
    .join(' / ');
}

function syncLines(said: string): string {
  return said
    .split('\n')
    .filter((line) =>
      /Sending (DIFF|TRUNC|snapshot)|Synchronizing with Learner|Using committedLog/.test(line),
    )
    .join(' / ');
}
