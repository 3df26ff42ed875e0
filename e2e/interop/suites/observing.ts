import { setTimeout as delay } from 'node:timers/promises';
import { type Ensemble, freshDirectory, type ServerKind, startEnsemble } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';
import { Onlooker } from './observing-onlooker.ts';
import { compareReplica, makeTree, statusModes } from './observing-tree.ts';

/** The dashboard's probe and tap at ensembles that know nothing of them: three of Apache's, then three of ours. */
export const observingSuite: Suite = {
  name: 'observing',
  async run(report) {
    for (const kind of ['apache', subject] as const) await observe(report, kind);
  },
};

const config = { '4lw.commands.whitelist': 'srvr,conf,hash,mntr' };

async function observe(report: SuiteReport, kind: ServerKind): Promise<void> {
  const ensemble = await startEnsemble({
    members: [kind, kind, kind],
    tickTimeMs: 500,
    label: `observed-${kind}`,
    config,
  });
  const dataDir = freshDirectory(`onlooker-${kind}`);
  const check = (what: string, body: () => Promise<void>): Promise<void> =>
    report.check(`three ${kind}: ${what}`, body);
  let onlooker = new Onlooker(ensemble.address, dataDir);
  try {
    await check('probe and tap work with nothing configured', () => onlooker.untilSeen());
    await check('modes are those of zkServer.sh status', () => sameModes(ensemble, onlooker));
    await check('the probe changes no vote', () => votesStay(ensemble, onlooker));
    await check('a tree is written', () => makeTree(ensemble.address, '/before', 300));
    await check('the replica is the tree', () => compareReplica(ensemble, onlooker));
    await check('a killed leader', () => killLeader(report, ensemble, onlooker));
    await check('modes after it are those of zkServer.sh status', () => sameModes(ensemble, onlooker));
    await check('a tree is written after it', () => makeTree(ensemble.address, '/after', 100));
    await check('the replica is the tree after it', () => compareReplica(ensemble, onlooker));
    await check('one whole copy at most', async () => {
      const { replica } = await onlooker.watch.connection();
      if (replica === null || replica.copies > 1) throw new Error(`${replica?.copies} whole copies`);
    });
    await onlooker.close();
    onlooker = new Onlooker(ensemble.address, dataDir);
    await check('it resumes from its own history, without a copy', async () => {
      await onlooker.untilSeen();
      const { replica } = await onlooker.watch.connection();
      if (replica?.copies !== 0) throw new Error(`${replica?.copies} whole copies`);
      await compareReplica(ensemble, onlooker);
    });
  } finally {
    await onlooker.close();
    await ensemble.end();
  }
}

/** Those of members that run; a dead one keeps none. */
async function sameModes(ensemble: Ensemble, onlooker: Onlooker): Promise<void> {
  const theirs = await statusModes(ensemble);
  await onlooker.until('the same modes', () =>
    [...theirs].every(([sid, mode]) => {
      const member = onlooker.member(sid);
      return mode === undefined ? member?.failure !== null : member?.mode === mode;
    }),
  );
}

/** Two hundred questions to each member: same leader, same epoch, no election. */
async function votesStay(ensemble: Ensemble, onlooker: Onlooker): Promise<void> {
  const before = await onlooker.looks();
  const { verdict, epoch } = onlooker.view;
  for (let turn = 0; turn < 20; turn += 1) {
    onlooker.watch.inside.hurry();
    await delay(100);
  }
  const after = await onlooker.looks();
  const leader = await ensemble.untilLed();
  const isSame = JSON.stringify(before) === JSON.stringify(after) && onlooker.view.epoch === epoch;
  if (!isSame || verdict.kind !== 'led' || verdict.leader !== leader.sid)
    throw new Error(`${JSON.stringify({ before, after, verdict, epoch })}, ${leader.sid} leads`);
}

async function killLeader(report: SuiteReport, ensemble: Ensemble, onlooker: Onlooker): Promise<void> {
  const leader = await ensemble.untilLed();
  const { epoch } = onlooker.view;
  await leader.server.kill();
  const next = await ensemble.untilLed();
  await onlooker.untilSeen();
  const ended = () => onlooker.view.failovers.find(({ fromLeader }) => fromLeader === leader.sid);
  await onlooker.until('the end of the failover', () => ended()?.state === 'ended');
  const record = ended();
  if (record === undefined || record.toLeader !== next.sid || record.toEpoch !== (epoch ?? 0) + 1)
    throw new Error(`${next.sid} leads; recorded ${JSON.stringify(record, null, 1)}`);
  const kinds = new Set(record.marks.map(({ kind, means }) => `${kind} ${means ?? ''}`.trim()));
  const wanted = ['voteSeen election-probe', 'elected election-probe', 'gapClosed'];
  // Ours can be done with an election between two questions.
  if (leader.kind === 'apache') wanted.push('looking election-probe');
  const missing = wanted.filter((kind) => !kinds.has(kind));
  const isMeasured = record.gapBy === 'tap' || record.gapBy === 'probe';
  if (missing.length > 0 || !isMeasured || record.gapMs === null)
    throw new Error(
      `missing ${missing.join(', ')}; gap ${record.gapMs} by ${record.gapBy}; ${[...kinds].join(', ')}`,
    );
  const electionMs = Math.round((record.establishedTMs ?? 0) - (record.lookingTMs ?? 0));
  report.note(
    `leader ${leader.sid} killed: election ${electionMs} ms, no leader with a quorum for ` +
      `${Math.round(record.gapMs)} ms (by ${record.gapBy}), ${record.markCount} marks`,
  );
}
