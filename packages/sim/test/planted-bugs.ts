import type { InvariantId, MemberFactory } from '../src/index.ts';
import * as disk from './planted/disk-bugs.ts';
import * as quorum from './planted/quorum-bugs.ts';
import * as service from './planted/service-bugs.ts';

export interface PlantedBug {
  readonly name: string;
  readonly factory: MemberFactory;
  readonly members: number;
  /** A seed that shows it; null for one that only fresh seeds are tried on. */
  readonly seed: number | null;
  /** The invariants that name it: a run must break one of them. */
  readonly breaks: readonly InvariantId[];
}

/** Simulated time of each run. */
export const PLANTED_MINUTES = 3;

export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'answers before the flush',
    factory: disk.answersBeforeFlush,
    members: 1,
    seed: 1,
    breaks: ['I28', 'I16'],
  },
  { name: 'drops watch events', factory: service.dropsEvents, members: 1, seed: 1, breaks: ['I22'] },
  { name: 'expires sessions early', factory: service.expiresEarly, members: 1, seed: 2, breaks: ['I23'] },
  {
    name: 'forgets its sessions at a start',
    factory: service.forgetsSessions,
    members: 1,
    seed: 1,
    breaks: ['I23'],
  },
  { name: 'gives a zxid twice', factory: quorum.reusesZxid, members: 1, seed: 1, breaks: ['I16', 'I28'] },
  {
    name: 'names snapshots too late',
    factory: disk.snapshotsSayTooMuch,
    members: 1,
    seed: 2,
    breaks: ['I27', 'I28'],
  },
  { name: 'ignores ACLs', factory: service.ignoresAcls, members: 1, seed: 1, breaks: ['I30'] },
  {
    name: 'acks before the flush',
    factory: disk.answersBeforeFlush,
    members: 3,
    seed: 1,
    breaks: ['I10'],
  },
  {
    name: 'acks a new leader before its history is on disk',
    factory: disk.acksNewLeaderUnflushed,
    members: 3,
    seed: 1,
    breaks: ['I10'],
  },
  {
    name: 'stores the epoch before the history',
    factory: disk.storesEpochFirst,
    members: 3,
    seed: 25,
    breaks: ['I11', 'I13'],
  },
  {
    name: 'answers with an epoch that is not stored',
    factory: disk.promisesUnstored,
    members: 3,
    seed: 1,
    breaks: ['I10', 'I1', 'I2'],
  },
  {
    name: 'does not cut its log',
    factory: disk.ignoresTrunc,
    members: 3,
    seed: 3,
    breaks: ['I4', 'I5', 'I6'],
  },
  {
    name: 'decides without a quorum',
    factory: quorum.decidesAlone,
    members: 3,
    seed: 1,
    breaks: ['I1', 'I2', 'I13'],
  },
  {
    name: 'counts one server twice',
    factory: quorum.countsOneTwice,
    members: 5,
    seed: 1,
    breaks: ['I1', 'I2', 'I13'],
  },
  {
    name: 'counts acks of before a synchronization',
    factory: quorum.countsOldAcks,
    members: 3,
    seed: 18,
    breaks: ['I10', 'I11', 'I13'],
  },
  {
    name: 'votes with what it applied',
    factory: quorum.votesWithApplied,
    members: 3,
    seed: 1,
    breaks: ['I13', 'I10', 'I12'],
  },
  {
    name: 'applies before the commit',
    factory: quorum.appliesEarly,
    members: 3,
    seed: 3,
    breaks: ['I5', 'I6', 'I11'],
  },
  {
    name: 'leaves the last commit out',
    factory: quorum.neverCommitsTheLast,
    members: 3,
    seed: 1,
    breaks: ['I15'],
  },
  {
    name: 'takes clients that know more than it does',
    factory: service.takesWhoKnowsMore,
    members: 3,
    seed: 12,
    breaks: ['I20'],
  },
  {
    name: 'spends watches that stay',
    factory: service.spendsStandingWatches,
    members: 3,
    seed: 1,
    breaks: ['I22'],
  },
  { name: 'applies half a multi', factory: service.appliesHalfAMulti, members: 3, seed: 1, breaks: ['I25'] },
  {
    name: 'leaves an ephemeral of a closed session',
    factory: service.leavesAnEphemeral,
    members: 3,
    seed: 1,
    breaks: ['I23'],
  },
  {
    name: 'forgets a session on its way',
    factory: service.forgetsOnTheWay,
    members: 3,
    seed: 372,
    breaks: ['I23'],
  },
];
