import { ByteReader, ByteWriter, JuteError } from '@vivarium/jute';
import type { LinkId } from '../../member/input.ts';
import {
  NOTIFICATION_BYTES_MAX,
  type Notification,
  readNotification,
  writeNotification,
} from '../election/notification.ts';
import type { Membership } from '../membership.ts';
import { Carry } from './carry.ts';

/** First words of a dialler: one address, or several. Below zero, where very old versions sent a bare sid. */
const ONE_ADDRESS = -65536;
const SEVERAL_ADDRESSES = -65535;
/** Longest address text. Source: Apache's QuorumCnxManager. */
const ADDRESS_BYTES_MAX = 2048;
const LENGTH_BYTES = 4;
/** Links whose other end has not said who it is; the oldest goes when one more comes. */
const NAMELESS_LINKS_MAX = 64;
/** A link that brought nothing for so long may be one whose other end is gone: a new greeting counts more. */
const STALE_MS = 500;
/** One that has brought nothing for so long in an election is dialled anew: what it lost it may repeat very late. */
const SILENT_MS = 3000;
/**
 * A larger sid that was told of us and has not dialled back for so long is told again: the connection may have come to a
 * server that was about to end, and the next one is refused.
 */
const DIAL_BACK_MS = 30;
/** Sids outside of the configuration that are remembered; the one that asked first goes when one more comes. */
const STRANGERS_MAX = 256;

interface ElectionLink {
  readonly link: LinkId;
  /** Known from the start when we dialled, from its greeting when it did. */
  sid: number | null;
  readonly dialled: boolean;
  open: boolean;
  /** Bytes of an unfinished greeting or message. */
  readonly carry: Carry;
  /** Monotonic, ms: since when it is open, or brought something last. */
  heardMs: number;
  openedMs: number;
}

interface Address {
  readonly host: string;
  readonly port: number;
}

export interface ElectionLinkPorts {
  /** Monotonic clock. */
  nowMs(): number;
  dial(host: string, port: number): LinkId;
  send(link: LinkId, bytes: Uint8Array): void;
  close(link: LinkId, cause: string): void;
  /** Somebody says to be a member that is there already: ourselves, or one with an open link. */
  claimed(sid: number, address: string | null): void;
  received(sid: number, notification: Notification): void;
}

/**
 * One link per pair of members on the election port: the larger sid keeps the one it dialled, the smaller says who
 * it is, hangs up and is dialled back. A link holds the newest message for whoever is not there yet.
 */
export class ElectionLinks {
  private readonly self: number;
  private readonly membership: Membership;
  private readonly ports: ElectionLinkPorts;
  private readonly links = new Map<LinkId, ElectionLink>();
  private readonly bySid = new Map<number, ElectionLink>();
  private readonly dialling = new Map<number, LinkId>();
  /** The newest message for each member, and whether it has left. */
  private readonly latest = new Map<number, { readonly bytes: Uint8Array; sent: boolean }>();
  private readonly refusing = new Set<number>();
  /** Larger sids that were told that we are here, and when: it is for them to dial. */
  private readonly told = new Map<number, number>();
  /** Addresses of those who are in no configuration but asked; null for one that gave none. */
  private readonly strangers = new Map<number, Address | null>();

  constructor(self: number, membership: Membership, ports: ElectionLinkPorts) {
    this.self = self;
    this.membership = membership;
    this.ports = ports;
  }

  send(sid: number, notification: Notification): void {
    const message = { bytes: framed(writeNotification(notification)), sent: false };
    this.latest.set(sid, message);
    const link = this.bySid.get(sid);
    if (link?.open) {
      message.sent = true;
      this.ports.send(link.link, message.bytes);
    } else this.dial(sid);
  }

  /** True when some message has left: then dialling everybody again would not help. */
  haveDelivered(): boolean {
    return this.latest.size === 0 || [...this.latest.values()].some((each) => each.sent);
  }

  dialAll(): void {
    for (const sid of this.membership.members.keys()) if (sid !== this.self) this.dial(sid);
  }

  /** Dials anew over a link that may have fallen silent for good: TCP tries ever more rarely after a partition. */
  renew(sid: number): void {
    const each = this.bySid.get(sid);
    if (each === undefined || this.ports.nowMs() - each.heardMs < SILENT_MS) return;
    this.drop(each, 'nothing was heard on it for long');
    this.dial(sid);
  }

  /** Dials a member that has no link to us, unless it has just been told to dial back or is known to refuse. */
  seek(sid: number): void {
    if (this.refusing.has(sid)) return;
    const toldMs = this.told.get(sid) ?? Number.NEGATIVE_INFINITY;
    if (this.ports.nowMs() - toldMs >= DIAL_BACK_MS) this.dial(sid);
  }

  /** Nobody listens on its election port, and it has no link to us. */
  isUnreachable(sid: number): boolean {
    return this.refusing.has(sid) && !this.bySid.has(sid);
  }

  has(link: LinkId): boolean {
    return this.links.has(link);
  }

  accepted(link: LinkId): void {
    const nameless = [...this.links.values()].filter((each) => each.sid === null);
    const oldest = nameless[0];
    if (oldest !== undefined && nameless.length >= NAMELESS_LINKS_MAX)
      this.drop(oldest, 'too many links in silence');
    this.add(link, null, false);
  }

  opened(link: LinkId): void {
    const each = this.links.get(link);
    if (each === undefined || each.sid === null) return;
    this.dialling.delete(each.sid);
    this.refusing.delete(each.sid);
    this.ports.send(link, this.greeting());
    if (each.sid > this.self) {
      // It is for the larger sid to dial; it knows now that we are here.
      this.told.set(each.sid, this.ports.nowMs());
      this.drop(each, 'the larger sid dials back');
      return;
    }
    this.establish(each, each.sid);
  }

  /** A link is gone; answers whose it was if messages went over it. */
  closed(link: LinkId, refused: boolean): number | null {
    const each = this.links.get(link);
    if (each === undefined) return null;
    if (each.sid !== null) {
      if (this.dialling.get(each.sid) === link) this.dialling.delete(each.sid);
      if (refused) this.refusing.add(each.sid);
    }
    const isLast = each.sid !== null && this.bySid.get(each.sid) === each;
    this.forget(each);
    return isLast ? each.sid : null;
  }

  received(link: LinkId, bytes: Uint8Array): void {
    const each = this.links.get(link);
    if (each === undefined) return;
    each.carry.push(bytes);
    each.heardMs = this.ports.nowMs();
    try {
      if (each.sid === null && !this.takeGreeting(each)) return;
      this.takeMessages(each);
    } catch (error) {
      if (!(error instanceof JuteError)) throw error;
      this.drop(each, `election port: ${error.message}`);
    }
  }

  /** Dials unless there is a link already, or one on its way. */
  dial(sid: number): void {
    if (sid === this.self || this.bySid.has(sid) || this.dialling.has(sid)) return;
    const member = this.membership.members.get(sid);
    const address =
      member === undefined ? this.strangers.get(sid) : { host: member.host, port: member.electionPort };
    if (address === undefined || address === null) return;
    const link = this.ports.dial(address.host, address.port);
    this.add(link, sid, true);
    this.dialling.set(sid, link);
  }

  /** A link that stands for a while speaks for a server that is there; one that has just come may be the same one's. */
  private noteClaim(older: ElectionLink, sid: number, address: Address | null): void {
    if (this.ports.nowMs() - older.openedMs >= STALE_MS) this.ports.claimed(sid, textOf(address));
  }

  private add(link: LinkId, sid: number | null, dialled: boolean): void {
    const heardMs = this.ports.nowMs();
    this.links.set(link, { link, sid, dialled, open: false, carry: new Carry(), heardMs, openedMs: heardMs });
  }

  private greeting(): Uint8Array {
    const own = this.membership.members.get(this.self);
    const writer = new ByteWriter(64);
    writer.i64(ONE_ADDRESS);
    writer.i64(this.self);
    const host = own?.host ?? '127.0.0.1';
    writer.string(`${host.includes(':') ? `[${host}]` : host}:${own?.electionPort ?? 0}`);
    return writer.copy();
  }

  /** False while the greeting is not whole, or when the link is not to be used. */
  private takeGreeting(each: ElectionLink): boolean {
    const reader = new ByteReader(each.carry.view());
    if (reader.remaining() < 8) return false;
    const first = reader.i64();
    let sid = first;
    let address: Address | null = null;
    if (first < 0) {
      if (first !== ONE_ADDRESS && first !== SEVERAL_ADDRESSES) {
        throw new JuteError('malformed', `protocol version ${first}`, 0);
      }
      if (reader.remaining() < 12) return false;
      sid = reader.i64();
      const length = reader.i32();
      if (length <= 0 || length > ADDRESS_BYTES_MAX)
        throw new JuteError('length', `an address of ${length} bytes`, 16);
      if (reader.remaining() < length) return false;
      reader.offset -= 4;
      address = parseAddress(reader.string());
    }
    each.carry.take(reader.offset);
    if (sid === this.self) {
      this.ports.claimed(sid, textOf(address));
      this.drop(each, 'another server has our sid');
      return false;
    }
    if (!this.membership.members.has(sid)) this.remember(sid, address);
    each.sid = sid;
    if (sid < this.self) {
      this.refusing.delete(sid);
      this.drop(each, 'we have the larger sid and dial back');
      const older = this.bySid.get(sid);
      if (older !== undefined) this.noteClaim(older, sid, address);
      if (older !== undefined && each.heardMs - older.heardMs >= STALE_MS)
        this.drop(older, 'the member came again');
      this.dial(sid);
      return false;
    }
    this.establish(each, sid);
    return true;
  }

  private takeMessages(each: ElectionLink): void {
    for (;;) {
      const carry = each.carry.view();
      if (carry.length < LENGTH_BYTES) return;
      const length = new ByteReader(carry).i32();
      if (length <= 0 || length > NOTIFICATION_BYTES_MAX)
        throw new JuteError('length', `a message of ${length} bytes`, 0);
      if (carry.length < LENGTH_BYTES + length) return;
      each.carry.take(LENGTH_BYTES + length);
      this.ports.received(
        each.sid as number,
        readNotification(carry.subarray(LENGTH_BYTES, LENGTH_BYTES + length)),
      );
      if (!this.links.has(each.link)) return;
    }
  }

  /** Keeps what is known of a stranger, and forgets the one that came before all others when there are too many. */
  private remember(sid: number, address: Address | null): void {
    const known = this.strangers.get(sid) ?? null;
    this.strangers.delete(sid);
    this.strangers.set(sid, address ?? known);
    if (this.strangers.size <= STRANGERS_MAX) return;
    const [first] = this.strangers.keys() as IterableIterator<number>;
    if (first === undefined) return;
    this.strangers.delete(first);
    this.latest.delete(first);
    this.refusing.delete(first);
    const dialled = this.links.get(this.dialling.get(first) ?? 0);
    this.dialling.delete(first);
    for (const link of [this.bySid.get(first), dialled]) {
      if (link !== undefined) this.drop(link, 'too many strangers');
    }
  }

  /** A newer link replaces an older one; what could not be sent, or may have been lost with the old one, goes first. */
  private establish(each: ElectionLink, sid: number): void {
    const older = this.bySid.get(sid);
    if (older !== undefined && older !== each) this.noteClaim(older, sid, null);
    if (older !== undefined && older !== each) this.drop(older, 'a newer link of the same member');
    const pending = this.dialling.get(sid);
    if (pending !== undefined && pending !== each.link) {
      const dialled = this.links.get(pending);
      this.dialling.delete(sid);
      if (dialled !== undefined) this.drop(dialled, 'the member dialled us meanwhile');
    }
    each.open = true;
    each.heardMs = this.ports.nowMs();
    each.openedMs = each.heardMs;
    this.bySid.set(sid, each);
    this.refusing.delete(sid);
    const message = this.latest.get(sid);
    if (message === undefined) return;
    message.sent = true;
    this.ports.send(each.link, message.bytes);
  }

  private drop(each: ElectionLink, cause: string): void {
    this.forget(each);
    this.ports.close(each.link, cause);
  }

  private forget(each: ElectionLink): void {
    this.links.delete(each.link);
    if (each.sid !== null && this.bySid.get(each.sid) === each) this.bySid.delete(each.sid);
  }
}

function textOf(address: Address | null): string | null {
  return address === null ? null : `${address.host}:${address.port}`;
}

function framed(message: Uint8Array): Uint8Array {
  const writer = new ByteWriter(LENGTH_BYTES + message.length);
  writer.buffer(message);
  return writer.copy();
}

/** `host:port`, the first of several joined by `|`; IPv6 in brackets. */
function parseAddress(text: string): Address {
  const match = /^(?:\[([^\]]+)\]|([^:|]+)):(\d{1,5})/.exec(text);
  if (match === null)
    throw new JuteError('malformed', `the address ${JSON.stringify(text.slice(0, 100))}`, 20);
  return { host: match[1] ?? match[2] ?? '', port: Number(match[3]) };
}
