import { ByteReader, ByteWriter, type Codec, connectRequest, NO_SESSION, replyHeader } from '@vivarium/jute';
import { encode, frame } from '../member/dialogue.ts';
import type { QuorumNet, Seat } from './quorum-net.ts';

/** A client of one member whose every request must be answered without an error, at once. */
export class SharedClient {
  private readonly net: QuorumNet;
  private readonly seat: Seat;
  private readonly connection: number;
  private xid = 0;

  constructor(net: QuorumNet, seat: Seat, connection = 1) {
    this.net = net;
    this.seat = seat;
    this.connection = connection;
    const origin = { address: '10.0.0.1', port: 1_000, secure: false };
    net.step(seat, { type: 'clientConnected', connection, origin });
    const password = new Uint8Array(16);
    const hello = { protocolVersion: 0, lastZxidSeen: 0, timeoutMs: 40_000, sessionId: NO_SESSION, password };
    this.send(frame(encode(connectRequest, hello)));
    if (this.take().length === 0) throw new Error('no session');
  }

  ask<T>(op: number, codec: Codec<T>, body: T): ByteReader {
    const writer = new ByteWriter();
    const xid = ++this.xid;
    writer.i32(xid);
    writer.i32(op);
    codec.write(writer, body);
    this.send(frame(writer.copy()));
    const reader = new ByteReader(this.take());
    reader.i32();
    const header = replyHeader.read(reader);
    if (header.xid !== xid || header.err !== 0) throw new Error(`asked ${op}: ${JSON.stringify(header)}`);
    return reader;
  }

  private send(bytes: Uint8Array): void {
    this.net.step(this.seat, { type: 'clientBytes', connection: this.connection, bytes });
  }

  private take(): Uint8Array {
    const { outbox } = this.seat;
    const closed = outbox.clientOrders.splice(0).find((order) => order.type === 'close');
    if (closed !== undefined) throw new Error(`closed: ${JSON.stringify(closed)}`);
    const bytes = outbox.replies.get(this.connection)?.copy() ?? new Uint8Array(0);
    outbox.replies.clear();
    return bytes;
  }
}
