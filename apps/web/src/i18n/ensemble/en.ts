import type { Catalogue } from '../message.ts';

const voters = (n: string | number | undefined): string => `${n} ${Number(n) === 1 ? 'voter' : 'voters'}`;

export const en = {
  reasons: 'What is wrong or weak',
  connections: ({ n }) => `${n} ${Number(n) === 1 ? 'client' : 'clients'}`,
  uptime: ({ span }) => `up ${span}`,
  answer: 'answers in',
  'answer.what': 'How long srvr took to be answered, the last half minute; all members on one scale',
  seen: ({ command, ms }) => `from ${command}, every ${ms}; no messages are seen`,
  seenShort: ({ command, ms }) => `from ${command}, every ${ms}`,
  well: 'Nothing is wrong with the set-up.',
  'margin.none': 'No voter may fail now.',
  'margin.some': ({ n }) => `${n} more ${Number(n) === 1 ? 'voter' : 'voters'} may fail.`,
  'reason.silent': ({ name, cause }) => `${name} does not answer: ${cause}`,
  'reason.killed': ({ name }) => `${name} is not running.`,
  'reason.paused': ({ name }) => `${name} is paused.`,
  'reason.isolated': ({ name }) => `${name} is isolated: every link of it is cut.`,
  'reason.cuts': ({ n, names }) =>
    `${n} ${Number(n) === 1 ? 'link is' : 'links are'} cut: ${names}. The two do not hear each other.`,
  'reason.noLeader': ({ n, needed }) =>
    `No leader yet: ${n} voters answer, ${needed} must vote for the same one.`,
  'reason.minority': ({ n, needed }) =>
    `A minority: ${n} ${Number(n) === 1 ? 'voter answers' : 'voters answer'}, ${needed} are needed to elect or to commit.`,
  'reason.syncing': ({ name }) => `${name} is still being brought up to date; it does not count yet.`,
  'reason.behind': ({ name, n, leader }) => `${name} is ${n} txns behind ${leader}.`,
  'reason.alone': ({ names }) => `Servers that stand alone: ${names}. They share no data with the others.`,
  'reason.leaders': ({ names }) => `More than one leads: ${names}.`,
  'reason.evenVoters': ({ voters: n, fewer, spare }) =>
    `${n} voters survive no more failures than ${fewer} would: ${spare}. Add one, or make one an observer.`,
  'reason.sidTwice': ({ sid, address }) =>
    `Two servers say that they are server ${sid}; one says that it is at ${address}. Check the myid files.`,
  'reason.sidTwiceSilent': ({ sid }) => `Two servers say that they are server ${sid}. Check the myid files.`,
  'reason.listsDiffer': ({ by, sid, theirs, ours, seers }) =>
    `The configurations disagree on server ${sid}: ${by} has ${theirs}, ${seers} ${ours}.`,
  'reason.noLine': 'no such line',
  'stop.safe': ({ n }) =>
    Number(n) === 0 ? 'Safe to stop; then no voter may fail' : `Safe to stop; then ${voters(n)} may fail`,
  'stop.newElection': ({ n }) =>
    Number(n) === 0
      ? 'Stopping it starts an election; then no voter may fail'
      : `Stopping it starts an election; then ${voters(n)} may fail`,
  'stop.quorumLost': ({ after, needed }) => `Not safe to stop: ${after} in step would stay, ${needed} needed`,
  'stop.noQuorum': 'Not safe to stop: there is no quorum to spare',
  'stop.onlyServer': 'Not safe to stop: nothing else serves',
} satisfies Catalogue;
