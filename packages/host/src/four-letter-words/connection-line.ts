import type { ConnectionView } from '@vivarium/engine';
import { hex64 } from '@vivarium/jute';
import { javaSocketAddress } from '../net/address.ts';

/** A connection as `cons` and, brief, as `stat` print it. */
export function connectionLine(
  connection: ConnectionView,
  { brief, reading }: { readonly brief: boolean; readonly reading: boolean },
): string {
  const { session } = connection;
  const fields = [`queued=${connection.queued}`, `recved=${connection.received}`, `sent=${connection.sent}`];
  if (!brief && session !== null) {
    fields.push(`sid=${hex64(session.id)}`, `lop=${session.lastOp}`, `est=${connection.establishedMs}`);
    fields.push(`to=${session.timeoutMs}`);
    if (session.lastCxid >= 0) fields.push(`lcxid=${hex64(session.lastCxid)}`);
    fields.push(`lzxid=${hex64(session.lastZxid)}`, `lresp=${Math.round(session.lastResponseMs)}`);
    fields.push(`llat=${Math.round(session.lastLatencyMs)}`, `minlat=${Math.round(session.minLatencyMs)}`);
    fields.push(`avglat=${Math.floor(session.avgLatencyMs)}`, `maxlat=${Math.round(session.maxLatencyMs)}`);
  }
  const address = javaSocketAddress(connection.address, connection.port);
  // In brackets: what the server waits for on this socket, 1 = to read.
  return ` ${address}[${reading ? 1 : 0}](${fields.join(',')})`;
}
