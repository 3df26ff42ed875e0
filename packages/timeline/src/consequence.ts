import type { CutLink } from './event.ts';
import { isCut, isVoter, largestGroup, neededOf, type Standing, supportersOf } from './reach.ts';

/** What may be done to members of an embedded ensemble. */
export type Control =
  | { readonly action: 'kill' | 'restart' | 'resume' | 'isolate' | 'rejoin'; readonly member: number }
  | { readonly action: 'pause'; readonly member: number; readonly forMs: number | null }
  | { readonly action: 'cut' | 'heal'; readonly a: number; readonly b: number };

/** What follows, as facts for a sentence. */
export interface Consequence {
  readonly outcome:
    | 'nothing'
    | 'quorumKept'
    | 'newElection'
    | 'quorumLost'
    | 'stillNoQuorum'
    | 'quorumRegained';
  readonly voters: number;
  readonly needed: number;
  /** The most voters that reach a common leader, before and after. */
  readonly before: number;
  readonly after: number;
  /** Running members that will have no way to the leader of now, or to any, afterwards. */
  readonly cutOff: readonly number[];
  /** Clients of members that go or fall out: they move to another. */
  readonly clientsMove: number;
}

export interface ControlledMember extends Standing {
  readonly connections: number | null;
}

/** All that a consequence is computed from. */
export interface ControlledEnsemble {
  readonly members: readonly ControlledMember[];
  readonly cuts: readonly CutLink[];
  readonly leader: number | null;
}

/** The cuts after a control. */
export function cutsAfter(
  cuts: readonly CutLink[],
  control: Control,
  ids: readonly number[],
): readonly CutLink[] {
  const others = (member: number): CutLink[] =>
    ids.filter((id) => id !== member).map((id) => ({ a: Math.min(id, member), b: Math.max(id, member) }));
  const touches = ({ a, b }: CutLink, member: number): boolean => a === member || b === member;
  switch (control.action) {
    case 'isolate':
      return [...cuts.filter((cut) => !touches(cut, control.member)), ...others(control.member)];
    case 'rejoin':
      return cuts.filter((cut) => !touches(cut, control.member));
    case 'cut': {
      const a = Math.min(control.a, control.b);
      const b = Math.max(control.a, control.b);
      return a === b || isCut(cuts, a, b) ? cuts : [...cuts, { a, b }];
    }
    case 'heal':
      return cuts.filter(({ a, b }) => !isCut([{ a, b }], control.a, control.b));
    default:
      return cuts;
  }
}

function isPresent(member: ControlledMember): boolean {
  return member.thread === null || member.thread === 'running' || member.thread === 'starting';
}

/** The members that take part right after a control; a restarted one is back a moment later. */
function presentAfter(
  members: readonly ControlledMember[],
  control: Control,
): { readonly goes: number | null; readonly comes: number | null } {
  const runs = (id: number): boolean => members.some((member) => member.id === id && isPresent(member));
  switch (control.action) {
    case 'kill':
    case 'pause':
      return { goes: runs(control.member) ? control.member : null, comes: null };
    case 'restart':
      return { goes: runs(control.member) ? control.member : null, comes: control.member };
    case 'resume':
      return { goes: null, comes: control.member };
    default:
      return { goes: null, comes: null };
  }
}

/** What will follow from a control, if nothing else happens. Pure: the page asks it before the button is pressed. */
export function consequenceOf(ensemble: ControlledEnsemble, control: Control): Consequence {
  const { members, cuts, leader } = ensemble;
  const voters = members.filter(isVoter).length;
  const needed = neededOf(voters);
  const present = members.filter(isPresent);
  const { goes, comes } = presentAfter(members, control);
  const laterCuts = cutsAfter(
    cuts,
    control,
    members.map(({ id }) => id),
  );
  const staying = present.filter(({ id }) => id !== goes);
  const later = members.filter(({ id }) => id === comes || staying.some((each) => each.id === id));
  const before = largestGroup(present, cuts);
  const after = largestGroup(later, laterCuts);
  const leading = staying.find(({ id }) => id === leader);
  const leaderHolds = leading !== undefined && supportersOf(leading, staying, laterCuts).length >= needed;
  const cutOff = later
    .filter((member) => member.id !== leader && leading !== undefined && leaderHolds)
    .filter(({ id }) => isCut(laterCuts, id, leading?.id ?? id))
    .map(({ id }) => id);
  const moving = new Set(leaderHolds ? cutOff : staying.map(({ id }) => id));
  if (goes !== null) moving.add(goes);
  const isSame = later.length === present.length && goes === null && laterCuts.length === cuts.length;
  const base = { voters, needed, before, after, cutOff };
  if (isSame) return { ...base, outcome: 'nothing', clientsMove: 0 };
  const outcome = outcomeOf(before >= needed, after >= needed, leaderHolds || leader === null);
  const clientsMove = members
    .filter(({ id }) => moving.has(id) && leader !== null)
    .reduce((sum, { connections }) => sum + (connections ?? 0), 0);
  return { ...base, outcome, clientsMove };
}

function outcomeOf(had: boolean, has: boolean, leaderHolds: boolean): Consequence['outcome'] {
  if (had && !has) return 'quorumLost';
  if (!had) return has ? 'quorumRegained' : 'stillNoQuorum';
  return leaderHolds ? 'quorumKept' : 'newElection';
}
