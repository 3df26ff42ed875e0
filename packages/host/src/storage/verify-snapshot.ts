import path from 'node:path';
import { packingOf } from '@vivarium/engine';
import { adler32 } from '@vivarium/jute';
import { readChunks, readGzip } from './read-file.ts';

/** A snapshot's last seal: the Adler-32 of everything before it, and the string "/". */
const SEAL_BYTES = 13;

/**
 * True when the snapshot's last seal fits its bytes: each seal sums up all that stands before it, earlier seals
 * included, so the last one vouches for the file. Nothing is built in memory.
 */
export async function isSealed(file: string): Promise<boolean> {
  let sum = 1;
  // The last bytes seen, which may be the seal.
  let end = new Uint8Array(0);
  const push = (chunk: Uint8Array): void => {
    const bytes = new Uint8Array(end.length + chunk.length);
    bytes.set(end);
    bytes.set(chunk, end.length);
    const summed = Math.max(0, bytes.length - SEAL_BYTES);
    sum = adler32(bytes, 0, summed, sum);
    end = bytes.slice(summed);
  };
  const packing = packingOf(path.basename(file));
  // Snappy cannot be unpacked here, so nothing vouches for the file.
  if (packing === 'snappy') return false;
  await (packing === 'gzip' ? readGzip(file, push) : readChunks(file, push));
  if (end.length < SEAL_BYTES) return false;
  const view = new DataView(end.buffer);
  return view.getBigInt64(0) === BigInt(sum) && view.getInt32(8) === 1 && end[12] === 0x2f;
}
