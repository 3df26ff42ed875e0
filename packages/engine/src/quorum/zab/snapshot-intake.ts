import { ByteReader, JuteError, type SessionId } from '@vivarium/jute';
import { SnapshotError } from '../../log/snapshot-error.ts';
import type { SnapshotReader } from '../../log/snapshot-reader.ts';
import type { SnapshotSink } from './learner.ts';
import { SNAPSHOT_SIGNATURE } from './packets.ts';

/** Takes the body of a snapshot and the signature behind it. Throws JuteError for what is none. */
export class SnapshotIntake implements SnapshotSink {
  private readonly reader: SnapshotReader;
  private readonly complete: (sessions: ReadonlyMap<SessionId, number>) => void;
  private tail = new Uint8Array(0);

  constructor(reader: SnapshotReader, complete: (sessions: ReadonlyMap<SessionId, number>) => void) {
    this.reader = reader;
    this.complete = complete;
  }

  push(bytes: Uint8Array): Uint8Array | null {
    const used = this.reader.done ? 0 : this.read(bytes);
    if (!this.reader.done) return null;
    const rest = bytes.subarray(used);
    const held = new Uint8Array(this.tail.length + rest.length);
    held.set(this.tail);
    held.set(rest, this.tail.length);
    this.tail = held;
    const needed = 4 + SNAPSHOT_SIGNATURE.length;
    if (held.length < needed) return null;
    const signature = new ByteReader(held).string();
    if (signature !== SNAPSHOT_SIGNATURE) {
      throw new JuteError('malformed', `a snapshot ends with ${JSON.stringify(signature)}`, 0);
    }
    const { sessions } = this.reader.finish();
    this.complete(new Map(sessions.map(({ sessionId, timeoutMs }) => [sessionId, timeoutMs])));
    return held.subarray(needed);
  }

  /** To whoever reads the link it is bytes that are not what they should be, as any others. */
  private read(bytes: Uint8Array): number {
    try {
      return this.reader.push(bytes);
    } catch (error) {
      if (!(error instanceof SnapshotError)) throw error;
      throw new JuteError('malformed', error.message, error.offset);
    }
  }
}
