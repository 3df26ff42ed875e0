import { readSync, writeSync } from 'node:fs';
import { Histogram } from './histogram.ts';
import type { AloneJob, AloneResult } from './job.ts';
import { CONNECT_FRAME } from './load-connection.ts';
import { sourceOf } from './requests.ts';

// One request after the other over the socket that is this process's standard input, which the parent connected. Calls
// that block take a tenth of the time that an event loop takes between a reply and its reader: what is measured is
// the server.

const SOCKET = 0;
const LENGTH_BYTES = 4;
const ERR_AT = 16;
const received = Buffer.alloc(64 * 1024);

/** Reads one whole frame. */
function receive(): Buffer {
  let length = 0;
  while (length < LENGTH_BYTES || length < LENGTH_BYTES + received.readInt32BE(0)) {
    const count = readSync(SOCKET, received, length, received.length - length, null);
    if (count === 0) throw new Error('closed by the server');
    length += count;
  }
  return received;
}

function send(frame: Uint8Array): void {
  for (let at = 0; at < frame.length; ) at += writeSync(SOCKET, frame, at);
}

function openSession(): void {
  send(CONNECT_FRAME);
  if (receive().readInt32BE(8) <= 0) throw new Error('session refused');
}

function measure(job: AloneJob): AloneResult {
  const source = sourceOf({ ...job, label: 'alone' }, 0, new Map());
  const histogram = new Histogram();
  let xid = 0;
  const ask = (noted: boolean) => {
    const frame = Buffer.from(source());
    frame.writeInt32BE(++xid, LENGTH_BYTES);
    const sentMs = performance.now();
    send(frame);
    const reply = receive();
    if (noted) histogram.note(performance.now() - sentMs);
    if (reply.readInt32BE(LENGTH_BYTES) !== xid || reply.readInt32BE(ERR_AT) !== 0)
      throw new Error(`reply ${reply.readInt32BE(LENGTH_BYTES)} with error ${reply.readInt32BE(ERR_AT)}`);
  };
  const warmUntilMs = performance.now() + job.warmUpMs;
  while (performance.now() < warmUntilMs) ask(false);
  const untilMs = performance.now() + job.durationMs;
  while (performance.now() < untilMs) ask(true);
  return { histogram: [...histogram.counts] };
}

openSession();
console.log(JSON.stringify(measure(JSON.parse(process.argv[2] as string) as AloneJob)));
