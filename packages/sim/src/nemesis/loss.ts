import { LogError, logFiles } from '@vivarium/engine';
import { recover } from '../disk/recover.ts';
import type { MemberHost } from '../host/member-host.ts';
import type { Prng } from '../prng/prng.ts';
import type { World } from '../run/world.ts';

/**
 * True when nothing is lost to the ensemble if this member forgets all or some of what it has: 1. every other voter serves
 * in one epoch, which is no older than any that this member accepted; 2. what is durable here is durable with each of them.
 * Then every quorum still has someone who knows. A lone member has nobody, and observers have no vote.
 */
export function mayForget(world: World, host: MemberHost): boolean {
  const { members } = world.settings;
  const own = host.member?.quorumView?.();
  if (members === 1 || own === undefined) return false;
  if (host.sid > members) return true;
  const others = world.hosts.slice(0, members).filter((each) => each !== host);
  return others.every((each) => {
    const view = each.member?.quorumView?.();
    if (view === undefined || each.isPaused || !view.serving) return false;
    return view.epoch >= own.acceptedEpoch && each.flushedZxid >= host.flushedZxid;
  });
}

/** The member comes back with an empty disk. */
export function wipe(host: MemberHost): void {
  host.crash('power');
  host.replaceDisk();
}

/**
 * A sector of the stopped member's newest log was written to another one's place. Where that shows, its operator gives it
 * an empty disk; where it looks like a write that a crash interrupted, it goes on with less.
 */
export function misdirect(host: MemberHost, prng: Prng): boolean {
  const { directory } = host;
  const { sectorBytes } = host.parts.faults;
  host.crash('signal');
  const newest = logFiles(directory.names()).at(-1);
  if (newest === undefined) return false;
  const file = directory.file(newest.name);
  const sectors = Math.ceil(file.length / sectorBytes);
  file.misdirect(prng.below(sectors) * sectorBytes, prng.below(sectors) * sectorBytes, sectorBytes);
  host.isRobbed = true;
  try {
    host.flushedZxid = recover(directory).lastZxid;
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    host.replaceDisk();
  }
  return true;
}
