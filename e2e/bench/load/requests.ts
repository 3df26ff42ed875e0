import {
  type Acl,
  ByteWriter,
  createRequest,
  deleteRequest,
  multiHeader,
  OpCode,
  Perms,
  requestHeader,
  setDataRequest,
  watchedRequest,
} from '@vivarium/jute';
import type { LoadJob, Operation } from './job.ts';

/** Znodes that gets and sets go to. */
export const KEYS = 1_000;
export const KEY_PARENT = '/bench';
const MULTI_PARTS = 5;
const MIX_SET_EVERY = 10;
/** Prime to the number of keys, so that a stride visits all. */
const STRIDE = 389;

const OPEN: Acl[] = [{ perms: Perms.all, scheme: 'world', id: 'anyone' }];

export function keyPath(key: number): string {
  return `${KEY_PARENT}/k${String(key % KEYS).padStart(4, '0')}`;
}

/** A frame with a hole for the xid at byte 4. */
export function frameOf(type: number, body: (writer: ByteWriter) => void): Uint8Array {
  const writer = new ByteWriter();
  writer.skipI32();
  requestHeader.write(writer, { xid: 0, type });
  body(writer);
  writer.putI32(0, writer.length - 4);
  return writer.copy();
}

export function createFrame(path: string, data: Uint8Array | null, flags = 0): Uint8Array {
  return frameOf(OpCode.create, (w) => createRequest.write(w, { path, data, acl: OPEN, flags }));
}

export function getFrame(path: string, watch = false): Uint8Array {
  return frameOf(OpCode.getData, (w) => watchedRequest.write(w, { path, watch }));
}

export function setFrame(path: string, data: Uint8Array): Uint8Array {
  return frameOf(OpCode.setData, (w) => setDataRequest.write(w, { path, data, version: -1 }));
}

function multiFrame(key: number, data: Uint8Array): Uint8Array {
  return frameOf(OpCode.multi, (w) => {
    for (let part = 0; part < MULTI_PARTS; part++) {
      multiHeader.write(w, { type: OpCode.setData, done: false, err: -1 });
      setDataRequest.write(w, { path: keyPath(key + part), data, version: -1 });
    }
    multiHeader.write(w, { type: -1, done: true, err: -1 });
  });
}

/** Gives one connection its requests, encoded beforehand wherever they repeat. */
export type RequestSource = () => Uint8Array;

function cycle(frames: readonly Uint8Array[], start: number): RequestSource {
  let at = start;
  return () => {
    at += STRIDE;
    return frames[at % frames.length] as Uint8Array;
  };
}

function keys(make: (key: number) => Uint8Array): Uint8Array[] {
  return Array.from({ length: KEYS }, (_, key) => make(key));
}

const DIGITS = 9;

/** Creates with a running number that is written into the encoded frame. */
function numbered(parent: string, label: string, data: Uint8Array): RequestSource {
  const path = `${parent}/${label}-${'0'.repeat(DIGITS)}`;
  const template = createFrame(path, data);
  const lastDigit = 12 + 4 + new TextEncoder().encode(path).length - 1;
  let serial = 0;
  return () => {
    const frame = template.slice();
    let rest = serial++;
    for (let at = lastDigit; rest > 0; at--) {
      frame[at] = 48 + (rest % 10);
      rest = Math.floor(rest / 10);
    }
    return frame;
  };
}

/** The request source of connection `serial` of a job. */
export function sourceOf(
  job: Pick<LoadJob, 'operation' | 'dataBytes' | 'label'>,
  serial: number,
  shared: Map<Operation, Uint8Array[]>,
): RequestSource {
  const data = new Uint8Array(job.dataBytes).fill(120);
  const once = (operation: Operation, make: () => Uint8Array[]) => {
    const frames = shared.get(operation) ?? make();
    shared.set(operation, frames);
    return frames;
  };
  const gets = () => once('get', () => keys((key) => getFrame(keyPath(key))));
  const sets = () => once('set', () => keys((key) => setFrame(keyPath(key), data)));
  const start = serial * 37;
  switch (job.operation) {
    case 'get':
      return cycle(gets(), start);
    case 'set':
      return cycle(sets(), start);
    case 'multi':
      return cycle(
        once('multi', () => keys((key) => multiFrame(key, data))),
        start,
      );
    case 'create':
      return numbered(KEY_PARENT, `${job.label}-${serial}`, data);
    case 'ephemeral': {
      const path = `${KEY_PARENT}/e-${job.label}-${serial}`;
      const pair = [
        createFrame(path, data, 1),
        frameOf(OpCode.delete, (w) => deleteRequest.write(w, { path, version: -1 })),
      ];
      let at = 0;
      return () => pair[at++ % 2] as Uint8Array;
    }
    case 'mix': {
      const read = cycle(gets(), start);
      const write = cycle(sets(), start);
      let at = serial;
      return () => (at++ % MIX_SET_EVERY === 0 ? write() : read());
    }
  }
}

export { numbered as numberedCreates };
