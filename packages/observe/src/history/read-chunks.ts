import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1024 * 1024;

/** Hands over a file piece by piece, until `visit` answers false. A piece may be overwritten once `visit` has returned. */
export async function readChunks(file: string, visit: (chunk: Uint8Array) => boolean): Promise<void> {
  const handle = await open(file, 'r');
  try {
    const buffer = new Uint8Array(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0 || !visit(buffer.subarray(0, bytesRead))) return;
    }
  } finally {
    await handle.close();
  }
}
