import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';

const CHUNK_BYTES = 1024 * 1024;

/** Hands over a file piece by piece, until `visit` answers false. A piece may be overwritten once it has returned. */
export async function readChunks(file: string, visit: (chunk: Uint8Array) => unknown): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0 || visit(buffer.subarray(0, bytesRead)) === false) return;
    }
  } finally {
    await handle.close();
  }
}

/** The same for what a gzip file holds. Fails when its own checksum does. */
export async function readGzip(file: string, visit: (chunk: Uint8Array) => void): Promise<void> {
  const source = createReadStream(file);
  const unpacked = createGunzip({ chunkSize: CHUNK_BYTES });
  source.once('error', (error) => unpacked.destroy(error));
  try {
    for await (const chunk of source.pipe(unpacked)) visit(chunk as Uint8Array);
  } finally {
    source.destroy();
  }
}
