import {
  addWatchRequest,
  authPacket,
  CreateMode,
  checkVersionRequest,
  createRequest,
  createTtlRequest,
  deleteRequest,
  ErrorCode,
  getEphemeralsRequest,
  OpCode,
  pathRecord,
  reconfigRequest,
  saslToken,
  setAclRequest,
  setDataRequest,
  setWatches2Request,
  setWatchesRequest,
  watchedRequest,
  watcherTypeRequest,
  Xid,
} from '@vivarium/jute';
import { ACLS, encode, encodeMulti, type Part } from './bodies.ts';
import { frame } from './connection.ts';
import { Names } from './names.ts';
import type { Random } from './random.ts';
import type { Outcome, Step } from './step.ts';

type Request = Extract<Step, { kind: 'request' }>;
type WatchKind = 'once' | 'persistent' | 'recursive';
type Plan = Pick<Request, 'type' | 'body' | 'text' | 'probes'>;

interface SlotPlan {
  /** The connection stands, as far as the reference's answers say. */
  attached: boolean;
  /** The slot has a session that was not closed. */
  session: boolean;
  xid: number;
  /** How a path is watched on this connection: see `watchable`. */
  readonly watched: Map<string, WatchKind>;
  /** A path that the client was just found able to read: exists may be asked about it now. */
  readable: string | null;
}

const text = new TextEncoder();
export const SLOTS = 6;
const NORMAL_TIMEOUT_MS = 40_000;
const HEADER_BYTES = 8;

interface Reply {
  readonly header: { readonly err: number };
}
/** A changed byte could make of these what has a row in DIVERGENCE.md. */
const ONLY_CUT: ReadonlySet<number> = new Set([
  OpCode.createTTL,
  OpCode.getAllChildrenNumber,

  OpCode.exists,
  OpCode.getData,
  OpCode.getChildren,
  OpCode.getChildren2,
  OpCode.setWatches,
  OpCode.setWatches2,
  OpCode.addWatch,
  OpCode.removeWatches,
]);
const WITH_LISTS: ReadonlySet<number> = new Set([
  OpCode.create,
  OpCode.create2,
  OpCode.createContainer,
  OpCode.createTTL,
  OpCode.setACL,
  OpCode.multi,
]);
/**
 * Their bodies decide about the connection, or are none; and of a malformed reconfig Apache logs an error under the
 * zxid before: DIVERGENCE.md.
 */
const UNMANGLED: ReadonlySet<number> = new Set([
  OpCode.auth,
  OpCode.closeSession,
  OpCode.sasl,
  OpCode.reconfig,
]);

/** Invents the steps, one by one, from a seed and from what the reference answered: so most paths exist. */
export class Script {
  readonly #random: Random;
  readonly #names: Names;
  readonly #slots: SlotPlan[];

  constructor(random: Random) {
    this.#random = random;
    this.#names = new Names(random);
    this.#slots = Array.from({ length: SLOTS }, () => ({
      attached: false,
      session: false,
      xid: 0,
      watched: new Map(),
      readable: null,
    }));
  }

  next(): Step {
    const probed = this.#slots.findIndex(({ attached, readable }) => attached && readable !== null);
    if (probed !== -1) return this.#exists(probed);
    const at = this.#random.below(SLOTS);
    const slot = this.#slots[at] as SlotPlan;
    if (!slot.attached) return this.#open(at, slot);
    if (this.#random.oneIn(120)) return { kind: 'drop', slot: at };
    if (this.#random.oneIn(60)) return this.#raw(at);
    const plan = this.#plan(slot);
    const xid = plan.type === OpCode.auth ? Xid.auth : ++slot.xid;
    return { kind: 'request', slot: at, xid, ...plan };
  }

  /** Tells the script what the reference made of a step. */
  learn(step: Step, outcome: Outcome): void {
    const slot = this.#slots[step.slot] as SlotPlan;
    if (step.kind === 'open') {
      slot.watched.clear();
      slot.attached = !outcome.closed;
      if (slot.attached && step.attach.as === 'new') slot.session = true;
      // A session whose own password is refused is gone.
      if (outcome.closed && step.attach.as === 'same') slot.session = false;
      return;
    }
    if (outcome.closed) slot.attached = false;
    for (const [at, other] of outcome.others) {
      if (other.closed) (this.#slots[at] as SlotPlan).attached = false;
    }
    if (step.kind === 'request') {
      if (step.type === OpCode.closeSession) slot.session = false;
      slot.readable = step.probes !== undefined && mayRead(outcome) ? step.probes : null;
      this.#names.learn(step.type, outcome);
    }
  }

  /** 3.8.0 does not ask for the right to read here, later ones do: DIVERGENCE.md. So it is asked where both agree. */
  #exists(at: number): Step {
    const slot = this.#slots[at] as SlotPlan;
    const path = slot.readable ?? '/';
    slot.readable = null;
    const watch = this.#random.oneIn(2) && this.#watchable(slot, 'once', path);
    const body = encode(watchedRequest, { path, watch });
    const words = `exists ${path} watch ${watch}`;
    return { kind: 'request', slot: at, xid: ++slot.xid, ...fixed(OpCode.exists, body, words) };
  }

  #open(at: number, slot: SlotPlan): Step {
    const short = this.#random.oneIn(4);
    if (!slot.session) {
      if (this.#random.oneIn(8)) return { kind: 'open', slot: at, attach: { as: 'unknown' }, short };
      if (this.#random.oneIn(8)) return { kind: 'open', slot: at, attach: { as: 'fromTheFuture' }, short };
      return { kind: 'open', slot: at, attach: { as: 'new', timeoutMs: NORMAL_TIMEOUT_MS }, short };
    }
    if (this.#random.oneIn(6)) return { kind: 'open', slot: at, attach: { as: 'wrongPassword' }, short };
    return { kind: 'open', slot: at, attach: { as: 'same' }, short };
  }

  #plan(slot: SlotPlan): Plan {
    return this.#random.weighted<() => Plan>([
      [24, () => this.#create()],
      [9, () => this.#delete()],
      [9, () => this.#setData()],
      [18, () => this.#read(slot)],
      [3, () => this.#getAcl()],
      [4, () => this.#setAcl()],
      [8, () => this.#multi()],
      [3, () => this.#multiRead()],
      [2, () => fixed(OpCode.sync, encode(pathRecord, { path: this.#names.path() }), 'sync')],
      [4, () => this.#addWatch(slot)],
      [4, () => this.#watcherType(slot)],
      [4, () => this.#setWatches(slot)],
      [2, () => this.#ownAndCounts()],
      [2, () => fixed(OpCode.whoAmI, new Uint8Array(0), 'whoAmI')],
      [3, () => this.#auth()],
      [2, () => this.#quota()],
      [1, () => fixed(OpCode.ping, new Uint8Array(0), 'ping')],
      [1, () => this.#odd()],
      [1, () => fixed(OpCode.closeSession, new Uint8Array(0), 'closeSession')],
      [3, () => this.#mangled(slot)],
    ])();
  }

  #create(): Plan {
    const { type, body, text: words } = this.#createPart();
    return fixed(type, body, words);
  }

  #createPart(): Part {
    const type = this.#random.weighted([
      [8, OpCode.create],
      [8, OpCode.create2],
      [2, OpCode.createContainer],
      [2, OpCode.createTTL],
    ]);
    const flags = this.#flags(type);
    const path = flags === 2 || flags === 3 || flags === 6 ? this.#names.sequential() : this.#names.fresh();
    const record = { path, data: this.#data(), acl: [...this.#random.weighted(ACLS)], flags };
    // Apache takes a TTL of -1 with flags that are no TTL's, and then cannot apply it: DIVERGENCE.md.
    const none =
      flags === CreateMode.persistentWithTTL || flags === CreateMode.persistentSequentialWithTTL ? -1 : 0;
    const ttlMs = this.#random.pick([1, 60_000, 3_600_000, 0, none, 2 ** 40 - 1, 2 ** 40]);
    const body =
      type === OpCode.createTTL
        ? encode(createTtlRequest, { ...record, ttlMs })
        : encode(createRequest, record);
    const shown = {
      ...record,
      data: record.data?.length ?? null,
      ...(type === OpCode.createTTL ? { ttlMs } : {}),
    };
    return { type, body, text: `create(${type}) ${JSON.stringify(shown)}` };
  }

  #flags(type: number): number {
    if (this.#random.oneIn(25)) return this.#random.pick([4, 5, 6, 7, -1, 99]);
    if (type === OpCode.createContainer) return 4;
    if (type === OpCode.createTTL) return this.#random.pick([5, 5, 6]);
    return this.#random.pick([0, 0, 0, 0, 1, 1, 2, 3]);
  }

  #data(): Uint8Array | null {
    if (this.#random.oneIn(12)) return null;
    return new Uint8Array(this.#random.pick([0, 1, 5, 20, 100])).fill(97 + this.#random.below(26));
  }

  #version(): number {
    return this.#random.pick([-1, -1, -1, -1, 0, 1, 2, 3, -2, 99]);
  }

  #delete(): Plan {
    const record = { path: this.#names.path(), version: this.#version() };
    return fixed(OpCode.delete, encode(deleteRequest, record), `delete ${JSON.stringify(record)}`);
  }

  #setData(): Plan {
    const record = { path: this.#names.path(), data: this.#data(), version: this.#version() };
    return fixed(OpCode.setData, encode(setDataRequest, record), `setData ${record.path} v${record.version}`);
  }

  #read(slot: SlotPlan): Plan {
    const type = this.#random.pick([OpCode.exists, OpCode.getData, OpCode.getChildren, OpCode.getChildren2]);
    const path = this.#names.readable();
    if (type === OpCode.exists) {
      const body = encode(watchedRequest, { path, watch: false });
      return { ...fixed(OpCode.getData, body, `getData ${path} before exists`), probes: path };
    }
    const watch = this.#random.oneIn(2) && this.#watchable(slot, 'once', path);
    return fixed(type, encode(watchedRequest, { path, watch }), `read(${type}) ${path} watch ${watch}`);
  }

  /** 3.8 keeps one mode of watching for each path and connection, 3.9 all: DIVERGENCE.md. So they are not mixed. */
  #watchable(slot: SlotPlan, kind: WatchKind, path: string): boolean {
    // The root's second name: Apache keeps such a watch under it and never fires it.
    if (path === '') return false;
    const now = slot.watched.get(path) ?? kind;
    slot.watched.set(path, now);
    return now === kind;
  }

  #getAcl(): Plan {
    const path = this.#names.readable();
    return fixed(OpCode.getACL, encode(pathRecord, { path }), `getACL ${path}`);
  }

  #setAcl(): Plan {
    const path = this.#random.oneIn(20) ? '/zookeeper' : this.#names.path();
    // The root stays open, or the script would soon have nothing left to do.
    const record = {
      path: path === '/' ? '/a' : path,
      acl: [...this.#random.weighted(ACLS)],
      version: this.#version(),
    };
    return fixed(OpCode.setACL, encode(setAclRequest, record), `setACL ${JSON.stringify(record)}`);
  }

  #part(): Part {
    return this.#random.weighted<() => Part>([
      [6, () => this.#createPart()],
      [3, () => part(this.#setData())],
      [3, () => part(this.#delete())],
      [
        2,
        () => {
          const record = { path: this.#names.path(), version: this.#version() };
          return {
            type: OpCode.check,
            body: encode(checkVersionRequest, record),
            text: JSON.stringify(record),
          };
        },
      ],
      [
        this.#random.oneIn(12) ? 20 : 0,
        () => ({ type: OpCode.getData, body: encode(pathRecord, { path: '/a' }), text: 'getData' }),
      ],
    ])();
  }

  #multi(): Plan {
    const parts = Array.from({ length: this.#random.pick([0, 1, 1, 2, 2, 3, 5, 12]) }, () => this.#part());
    const words = `multi ${parts.map((each) => `${each.type}: ${each.text}`).join('; ')}`;
    return fixed(OpCode.multi, encodeMulti(parts), words);
  }

  #multiRead(): Plan {
    const parts = Array.from({ length: this.#random.below(5) }, (): Part => {
      const path = this.#names.path();
      const type = this.#random.oneIn(25)
        ? OpCode.exists
        : this.#random.pick([OpCode.getData, OpCode.getChildren]);
      return { type, body: encode(watchedRequest, { path, watch: false }), text: path };
    });
    const words = `multiRead ${parts.map((each) => `${each.type} ${each.text}`).join('; ')}`;
    return fixed(OpCode.multiRead, encodeMulti(parts), words);
  }

  #addWatch(slot: SlotPlan): Plan {
    const path = this.#names.path();
    const mode = this.#random.pick([0, 1, 0, 1, 0, 1, 2, -1]);
    const free = this.#watchable(slot, mode === 0 ? 'persistent' : 'recursive', path);
    return fixed(
      OpCode.addWatch,
      encode(addWatchRequest, { path, mode: free ? mode : 7 }),
      `addWatch ${path} mode ${free ? mode : 7}`,
    );
  }

  /**
   * Types 4 and 5 exist from 3.9 only, where types 1 and 2 leave persistent watches alone; 3.8 takes half of such a
   * watch away: DIVERGENCE.md.
   */
  #watcherType(slot: SlotPlan): Plan {
    const op = this.#random.pick([OpCode.checkWatches, OpCode.removeWatches]);
    const path = this.#names.path();
    const type = (slot.watched.get(path) ?? 'once') === 'once' ? this.#random.pick([1, 2, 3, 3, 0, 9]) : 3;
    const record = { path, type };
    return fixed(op, encode(watcherTypeRequest, record), `watches(${op}) ${JSON.stringify(record)}`);
  }

  #setWatches(slot: SlotPlan): Plan {
    const list = (kind: WatchKind) =>
      Array.from({ length: this.#random.below(4) }, () => this.#names.path()).filter((path) =>
        this.#watchable(slot, kind, path),
      );
    const old = this.#random.below(400);
    const lists = {
      dataWatches: list('once'),
      existWatches: list('once'),
      childWatches: list('once'),
      persistentWatches: list('persistent'),
      persistentRecursiveWatches: list('recursive'),
    };
    const two = this.#random.oneIn(2);
    return {
      type: two ? OpCode.setWatches2 : OpCode.setWatches,
      body: (relative) => {
        const record = { relativeZxid: relative(old), ...lists };
        return two ? encode(setWatches2Request, record) : encode(setWatchesRequest, record);
      },
      text: `setWatches${two ? '2' : ''} since ${old} ${JSON.stringify(lists)}`,
    };
  }

  #ownAndCounts(): Plan {
    if (this.#random.oneIn(2)) {
      const prefixPath = this.#random.pick(['/', '/a', '/b/', '', 'x']);
      const body = encode(getEphemeralsRequest, { prefixPath });
      return fixed(OpCode.getEphemerals, body, `getEphemerals ${prefixPath}`);
    }
    // Apache counts the root itself under its second name.
    const path = this.#names.path() || '/';
    return fixed(OpCode.getAllChildrenNumber, encode(pathRecord, { path }), `getAllChildrenNumber ${path}`);
  }

  #auth(): Plan {
    const [scheme, auth] = this.#random.weighted([
      [8, ['digest', 'ada:love']],
      [5, ['digest', 'bob:build']],
      [2, ['digest', 'colon:in:password']],
      [2, ['digest', 'root:root']],
      [2, ['ip', '1.2.3.4']],
      [1, ['digest', 'none']],
      [1, ['world', 'anyone']],
      [1, ['nosuch', 'x']],
    ] as const);
    const body = encode(authPacket, { type: 0, scheme, auth: text.encode(auth) });
    return fixed(OpCode.auth, body, `auth ${scheme} ${auth}`);
  }

  #quota(): Plan {
    const target = this.#random.pick(['/a', '/b', '/a/b', '/c']);
    const limits = this.#random.pick([
      'count=5,bytes=200',
      'count=-1,bytes=-1',
      'count=-1,bytes=-1=;byteHardLimit=300;countHardLimit=8',
      'count=2,bytes=50=;byteHardLimit=-1;countHardLimit=40',
    ]);
    const acl = [{ perms: 31, scheme: 'world', id: 'anyone' }];
    const create = (path: string, data: string): Part => ({
      type: OpCode.create,
      body: encode(createRequest, { path, data: text.encode(data), acl, flags: 0 }),
      text: path,
    });
    const base = `/zookeeper/quota${target}`;
    const remove = (path: string): Part => ({
      type: OpCode.delete,
      body: encode(deleteRequest, { path, version: -1 }),
      text: `delete ${path}`,
    });
    const parts = this.#random.weighted<Part[]>([
      [4, [create(`${base}/zookeeper_limits`, limits), create(`${base}/zookeeper_stats`, 'count=0,bytes=0')]],
      [4, [create(base, '')]],
      [2, [remove(`${base}/zookeeper_stats`), remove(`${base}/zookeeper_limits`)]],
      [1, [remove(base)]],
    ]);
    return fixed(OpCode.multi, encodeMulti(parts), `quota ${limits}: ${parts.map((p) => p.text).join('; ')}`);
  }

  /** Opcodes that no ordinary client sends. 13 (check), 20 and -10 have a row in DIVERGENCE.md and are left out. */
  #odd(): Plan {
    return this.#random.weighted<() => Plan>([
      [2, () => fixed(OpCode.sasl, encode(saslToken, { token: text.encode('x') }), 'sasl')],
      [
        2,
        () => {
          const record = { joiningServers: null, leavingServers: '3', newMembers: null, curConfigId: -1 };
          return fixed(OpCode.reconfig, encode(reconfigRequest, record), 'reconfig');
        },
      ],
      [
        1,
        () => {
          const type = this.#random.pick([0, 10, 23, 99, 108, 1000, -1, -12]);
          return fixed(type, new Uint8Array(0), `unknown op ${type}`);
        },
      ],
    ])();
  }

  /** A sound request with its end cut off, or with one byte changed. */
  #mangled(slot: SlotPlan): Plan {
    let plan = this.#plan(slot);
    while (UNMANGLED.has(plan.type) || plan.text.startsWith('quota')) {
      plan = this.#plan(slot);
    }
    const sound = plan.body((zxid) => zxid as never);
    if (sound.length === 0) return plan;
    const at = this.#random.below(sound.length);
    // A changed byte could set or remove a watch that the script does not know of.
    if (ONLY_CUT.has(plan.type) || this.#random.oneIn(2)) {
      return fixed(plan.type, sound.slice(0, at), `${plan.text}, cut to ${at} of ${sound.length}`);
    }
    const changed = sound.slice();
    // A negative count of a list, which is what the high bit may make, is an empty list to Apache: DIVERGENCE.md.
    const value = this.#random.pick(
      WITH_LISTS.has(plan.type) ? [0, 1, 0x7f, 0x2f] : [0, 1, 0x7f, 0x80, 0xff, 0x2f],
    );
    changed[at] = value;
    return fixed(plan.type, changed, `${plan.text}, byte ${at} is ${value}`);
  }

  #raw(slot: number): Step {
    return this.#random.weighted<() => Step>([
      [1, () => ({ kind: 'raw', slot, bytes: Buffer.from('80000000', 'hex'), text: 'negative length' })],
      [1, () => ({ kind: 'raw', slot, bytes: Buffer.from('00100000', 'hex'), text: 'length of 1 MiB' })],
      [
        1,
        () => ({
          kind: 'raw',
          slot,
          bytes: frame(new Uint8Array(this.#random.below(HEADER_BYTES))),
          text: 'short',
        }),
      ],
    ])();
  }
}

function fixed(type: number, body: Uint8Array, words: string): Plan {
  return { type, body: () => body, text: words };
}

function mayRead(outcome: Outcome): boolean {
  const reply = outcome.frames.at(-1);
  const err =
    typeof reply === 'object' && reply !== null && 'header' in reply ? (reply as Reply).header.err : null;
  return err === ErrorCode.ok || err === ErrorCode.noNode;
}

function part(plan: Plan): Part {
  return { type: plan.type, body: plan.body((zxid) => zxid as never), text: plan.text };
}
