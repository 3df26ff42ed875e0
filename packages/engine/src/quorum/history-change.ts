import type { Zxid } from '@vivarium/jute';
import type { Ticket } from '../member/input.ts';
import type { QuorumDisk } from './quorum-disk.ts';

/**
 * The disk is on its way from one history to another: its log is cut, or a tree that was sent takes the place of all it
 * had. Until it has come there memory says other than the disk, and nobody may be told what we have.
 */
export class HistoryChange {
  /** See LearnerPorts. */
  treeWantedIn: number | null = null;
  private readonly disk: QuorumDisk;
  /** Why a leader is to be looked for as soon as this is over. */
  private lookCause: string | null = null;
  private ticket: Ticket | null = null;
  /** The zxid of the tree that is installed, while the disk has more than that. */
  private excessAfter: Zxid | null = null;

  constructor(disk: QuorumDisk) {
    this.disk = disk;
  }

  /** True when to look for a leader has to wait until this is over; then it is not forgotten. */
  defers(lookCause: string): boolean {
    if (this.ticket === null) return false;
    this.lookCause = lookCause;
    return true;
  }

  cut(zxid: Zxid): Ticket {
    this.ticket = this.disk.truncate(zxid);
    return this.ticket;
  }

  /** A tree at `zxid` goes to a disk that holds a history up to `held`. */
  install(zxid: Zxid, held: Zxid): Ticket {
    this.ticket = this.disk.ticket();
    this.excessAfter = held > zxid ? zxid : null;
    return this.ticket;
  }

  /**
   * The tree is on disk; answers whether all is done. What the disk has beyond it goes only now, for until now it was all
   * that there was; left there, the next start would take it for ours.
   */
  installed(): boolean {
    const { excessAfter } = this;
    if (excessAfter === null) return this.ticket !== null;
    this.excessAfter = null;
    this.disk.truncate(excessAfter);
    return false;
  }

  /** What waited for it, and why to look for a leader instead. */
  end(): { readonly ticket: Ticket | null; readonly lookCause: string | null } {
    const { ticket, lookCause } = this;
    this.ticket = null;
    this.lookCause = null;
    return { ticket, lookCause };
  }
}
