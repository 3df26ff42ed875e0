import { firstDifference, readMembership } from '@vivarium/engine';
import type { StandingFault } from '@vivarium/timeline';

/** One member's own configuration, as its `conf` tells it. */
export interface ToldList {
  readonly id: number;
  readonly text: string;
}

/** Something that is wrong with the set-up, and who showed it. */
export interface SetUpFault {
  readonly fault: StandingFault;
  /** Members whose list shows it; none where the configuration in the tree does. */
  readonly seenBy: readonly number[];
  /** `conf` of the members themselves, or /zookeeper/config. */
  readonly means: 'conf' | 'config';
}

/** Weights and groups: then it is not the number of voters that decides. */
const WEIGHED = /^(?:group|weight)\.\d+=/m;
const LISTED = /^server\.\d+=/m;

/**
 * What is wrong with the set-up of an ensemble whose members do not say so themselves: an even number of voters, and
 * members whose lists of servers differ from what most have.
 *
 * @param config the text of /zookeeper/config; null when it cannot be had
 */
export function setUpFaults(told: readonly ToldList[], config: string | null): SetUpFault[] {
  const lists = told.filter(({ text }) => LISTED.test(text));
  const common = mostCommon(lists);
  if (common === null) return config === null ? [] : evenIn(config, [], 'config');
  const { text, holders } = common;
  const ours = readMembership(text);
  const differing = lists.flatMap(({ id, text: theirs }): SetUpFault[] => {
    const difference = firstDifference(ours, theirs);
    if (difference === null) return [];
    return [{ fault: { kind: 'listsDiffer', by: id, ...difference }, seenBy: holders, means: 'conf' }];
  });
  return [...evenIn(text, holders, 'conf'), ...differing];
}

/** The list that most agree with; of several the one of the smallest id. */
function mostCommon(lists: readonly ToldList[]): { text: string; holders: number[] } | null {
  let best: { text: string; holders: number[] } | null = null;
  for (const { text } of [...lists].sort((a, b) => a.id - b.id)) {
    const membership = readMembership(text);
    const holders = lists
      .filter((each) => firstDifference(membership, each.text) === null)
      .map(({ id }) => id);
    if (best === null || holders.length > best.holders.length) best = { text, holders };
  }
  return best;
}

function evenIn(text: string, seenBy: readonly number[], means: SetUpFault['means']): SetUpFault[] {
  const members = [...readMembership(text).members.values()];
  const voters = members.filter(({ role }) => role === 'participant').length;
  if (voters === 0 || voters % 2 !== 0 || WEIGHED.test(text)) return [];
  return [{ fault: { kind: 'evenVoters', voters }, seenBy, means }];
}
