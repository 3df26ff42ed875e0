import { ErrorCode, EventType, hex64, type Zxid } from '@vivarium/jute';
import { isRead } from '../../history/call.ts';
import type { SessionRecord, StreamItem } from '../../history/history.ts';
import type { Judge } from '../judge.ts';
import type { Effect, Effects } from './effects.ts';
import { StandingWatches } from './standing-watches.ts';

interface Armed {
  readonly kind: 'data' | 'children';
  readonly path: string;
  /** Set on a znode that was not there. */
  readonly isExists: boolean;
  /** Effects up to this one do not count. */
  since: Zxid;
  /** The first effect that it must tell of. */
  due: Effect | null;
  /** Set, or restored, on the connection that is there now. */
  isCurrent: boolean;
  /** It was due for something that the client may not know: it is spent, or not, and the client cannot tell. */
  isVague: boolean;
}

/**
 * The watches of one session. For those that stay see StandingWatches. One-shot watches: each fires once, with the zxid of the first change after it was set, before any reply
 * that shows a later state; over a reconnect what was missed is told before the watches count as restored.
 */
export function checkWatches(session: SessionRecord, effects: Effects, judge: Judge): void {
  new WatchChecker(session, effects, judge).run();
}

class WatchChecker {
  private readonly session: SessionRecord;
  private readonly effects: Effects;
  private readonly judge: Judge;
  private readonly armed = new Map<string, Armed>();
  private readonly standing: StandingWatches;

  constructor(session: SessionRecord, effects: Effects, judge: Judge) {
    this.session = session;
    this.effects = effects;
    this.judge = judge;
    this.standing = new StandingWatches(session.client, effects, (message) => this.report(message));
  }

  run(): void {
    for (const item of this.session.stream) this.take(item);
  }

  private take(item: StreamItem): void {
    switch (item.type) {
      case 'reply':
        this.checkOverdue(item.zxid);
        this.standing.shown(item.zxid);
        this.arm(item);
        break;
      case 'event':
        this.event(item.event, item.path, item.zxid);
        break;
      case 'attached':
        break;
      case 'watchesRestored':
        this.restored(item.zxid);
        this.standing.restored(item.zxid);
        break;
      case 'detached':
        for (const each of this.armed.values()) each.isCurrent = false;
        this.standing.detached();
        break;
    }
  }

  private arm({ operation, zxid }: Extract<StreamItem, { type: 'reply' }>): void {
    const { call, reply } = operation;
    if (call.type === 'addWatch' && reply?.err === ErrorCode.ok) this.standing.add(call, zxid);
    if (!isRead(call) || !call.watch || reply === null) return;
    const isExists = call.type === 'exists' && reply.err === ErrorCode.noNode;
    if (reply.err !== ErrorCode.ok && !isExists) return;
    const kind = call.type === 'getChildren' ? 'children' : 'data';
    const key = `${kind} ${call.path}`;
    // Setting a watch again changes nothing, unless the one before waits to be restored.
    const before = this.armed.get(key);
    if (before?.isCurrent === true && !before.isVague) return;
    const due = this.effects.next(kind, call.path, zxid);
    this.armed.set(key, {
      kind,
      path: call.path,
      isExists,
      since: zxid,
      due,
      isCurrent: true,
      isVague: false,
    });
  }

  private event(type: number, path: string, zxid: Zxid): void {
    const kinds = type === EventType.nodeChildrenChanged ? (['children'] as const) : this.kindsOf(type);
    let isAwaited = this.standing.told(type, path, zxid);
    if (isAwaited) this.judge.looked('I22');
    for (const kind of kinds) {
      const armed = this.armed.get(`${kind} ${path}`);
      if (armed === undefined) continue;
      isAwaited = true;
      this.judge.looked('I22');
      this.armed.delete(`${kind} ${path}`);
      if (armed.isVague || this.isHidden(armed)) continue;
      if (armed.isCurrent && zxid !== armed.due?.zxid) {
        const due = armed.due === null ? 'nothing' : hex64(armed.due.zxid);
        this.report(`the watch on ${path} told of ${hex64(zxid)} instead of ${due}`);
      }
      if (!armed.isCurrent && armed.due === null) this.report(`a restored watch on ${path} told of nothing`);
    }
    if (!isAwaited) this.report(`event ${type} on ${path} at ${hex64(zxid)}, for which no watch waits`);
  }

  private kindsOf(type: number): readonly ('data' | 'children')[] {
    return type === EventType.nodeDeleted ? ['data', 'children'] : ['data'];
  }

  /** A reply shows the state at `zxid`: what changed up to it must have been told. */
  private checkOverdue(zxid: Zxid): void {
    for (const [key, armed] of this.armed) {
      if (!armed.isCurrent || armed.isVague || armed.due === null || armed.due.zxid > zxid) continue;
      if (this.isHidden(armed)) {
        armed.isVague = true;
        continue;
      }
      this.armed.delete(key);
      this.report(
        `a reply showed ${hex64(zxid)} before the watch on ${armed.path} told of ${hex64(armed.due.zxid)}`,
      );
    }
  }

  /** What is still armed has seen nothing up to `zxid`. */
  private restored(zxid: Zxid): void {
    for (const [key, armed] of this.armed) {
      if (armed.isCurrent) continue;
      armed.isCurrent = true;
      if (this.isHidden(armed)) armed.isVague = true;
      if (armed.isVague) continue;
      const missed = armed.due !== null && armed.due.zxid <= zxid;
      // A znode that came and went while nobody was connected leaves no trace for a watch on its absence.
      if (missed && !(armed.isExists && this.isAbsentAt(armed.path, zxid))) {
        this.armed.delete(key);
        this.report(
          `the watch on ${armed.path} was restored without telling of ${hex64(armed.due?.zxid ?? 0)}`,
        );
        continue;
      }
      armed.since = zxid;
      armed.due = this.effects.next(armed.kind, armed.path, zxid);
    }
  }

  private isHidden({ due }: Armed): boolean {
    return due !== null && due.ownedBy !== null && due.ownedBy !== this.session.client;
  }

  private isAbsentAt(path: string, zxid: Zxid): boolean {
    const last = this.effects.lastData(path, zxid);
    return last === null || last.type === 'deleted';
  }

  private report(message: string): void {
    this.judge.report('I22', `session ${hex64(this.session.id)}: ${message}`);
  }
}
