import {
  ByteReader,
  ByteWriter,
  forwardedRequest,
  NO_ZXID,
  OpCode,
  PacketType,
  type QuorumPacket,
  touchedSession,
} from '@vivarium/jute';
import type { LinkId } from '../../member/input.ts';
import type { Replica } from '../replica.ts';
import type { Turn } from '../turn.ts';
import type { LearnerHandler } from './learner-handler.ts';
import { packet, SYNC } from './packets.ts';

const NO_BYTES = new Uint8Array(0);

/** What learners ask of a leader on behalf of their clients: writes, syncs, and whether a session lives. */
export class LearnerRequests {
  private readonly handlers: ReadonlyMap<LinkId, LearnerHandler>;
  private readonly replica: Replica;
  private readonly confirm: (reached: () => void) => void;

  /** `confirm` calls back once everything proposed by now is committed and a quorum still follows. */
  constructor(
    handlers: ReadonlyMap<LinkId, LearnerHandler>,
    replica: Replica,
    confirm: (reached: () => void) => void,
  ) {
    this.handlers = handlers;
    this.replica = replica;
    this.confirm = confirm;
  }

  /**
   * Takes a request, or lets it wait. A learner is answered in the order in which it asked: an Apache follower takes what
   * it is sent for the answer to its oldest question only. So nothing that comes behind a sync is begun before that is
   * answered, but another sync. Source: Apache's CommitProcessor, queuedWriteRequests.
   */
  take(handler: LearnerHandler, each: QuorumPacket, turn: Turn): void {
    if (handler.waits(isSync(each))) handler.wait(each);
    else this.begin(handler, each, turn);
  }

  /** Goes on with what waited, as far as it may. */
  takeWaiting(turn: Turn): void {
    for (const handler of this.handlers.values()) {
      for (let next = handler.takeWaiting(isSync); next !== null; next = handler.takeWaiting(isSync)) {
        this.begin(handler, next, turn);
      }
    }
  }

  /** The sessions that a ping's answer lists were used. */
  touched(data: Uint8Array | null, turn: Turn): void {
    const reader = new ByteReader(data ?? NO_BYTES);
    while (reader.remaining() > 0) {
      const { sessionId, timeoutMs } = touchedSession.read(reader);
      this.replica.touch(sessionId, timeoutMs, turn);
    }
  }

  revalidate(handler: LearnerHandler, data: Uint8Array | null, turn: Turn): void {
    const { sessionId, timeoutMs } = touchedSession.read(new ByteReader(data ?? NO_BYTES));
    const answer = new ByteWriter(9);
    answer.i64Big(sessionId);
    answer.bool(this.replica.touch(sessionId, timeoutMs, turn));
    handler.send(packet(PacketType.revalidate, NO_ZXID, answer.copy()));
  }

  private begin(handler: LearnerHandler, each: QuorumPacket, turn: Turn): void {
    const reader = new ByteReader(each.data ?? NO_BYTES);
    const { sessionId, cxid, type } = forwardedRequest.read(reader);
    if (type === OpCode.sync) {
      handler.syncs++;
      this.confirm(() => {
        handler.syncs--;
        if (this.handlers.get(handler.link) === handler) handler.send(SYNC);
      });
      return;
    }
    const body = reader.bytes.subarray(reader.offset, reader.end);
    this.replica.propose({ sessionId, cxid, op: type, body, ids: each.authinfo ?? [] }, turn);
  }
}

function isSync(each: QuorumPacket): boolean {
  return forwardedRequest.read(new ByteReader(each.data ?? NO_BYTES)).type === OpCode.sync;
}
