import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import {
  type ExportedNode,
  type ExportHead,
  exportedNode,
  exportHead,
  exportTail,
  UPLOAD_BYTES_MAX,
  type UploadResult,
} from '@vivarium/contract';
import { refuse } from '../faults.ts';
import { fits } from '../fits.ts';
import { newId } from './job-desk.ts';

const UPLOADS_KEPT = 20;
const ID = /^[a-z0-9-]{1,40}$/;

/** A line of an upload: a node, or the number of a line that is none. */
export type UploadLine = { readonly node: ExportedNode } | { readonly badLine: number };

/** Files that were handed in to be imported. They stay, so that an import can be planned, done and gone on with. */
export class Uploads {
  readonly #dir: string;
  readonly #wallMs: () => number;

  private constructor(dir: string, wallMs: () => number) {
    this.#dir = dir;
    this.#wallMs = wallMs;
  }

  static async open(dir: string, wallMs: () => number): Promise<Uploads> {
    await mkdir(dir, { recursive: true, mode: 0o700 });
    return new Uploads(dir, wallMs);
  }

  /** @throws TOO_LARGE, BAD_UPLOAD; then nothing is kept */
  async save(body: Readable): Promise<UploadResult> {
    const id = newId(this.#wallMs());
    const path = this.#path(id);
    const file = await open(path, 'wx', 0o600);
    let bytes = 0;
    try {
      for await (const chunk of body as AsyncIterable<Buffer>) {
        bytes += chunk.length;
        if (bytes > UPLOAD_BYTES_MAX) throw refuse('TOO_LARGE');
        await file.appendFile(chunk);
      }
    } catch (error) {
      await file.close();
      await rm(path, { force: true });
      throw error;
    }
    await file.close();
    try {
      const { root } = await this.head(id);
      let nodes = 0;
      let whole = false;
      for await (const line of linesOf(path)) {
        const value = parse(line);
        whole = fits(exportTail, value);
        if (!whole) nodes += 1;
      }
      await this.#makeRoom();
      return { upload: id, bytes, nodes: nodes - 1, root, whole };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** @throws BAD_UPLOAD when there is none, or it is none */
  async head(id: string): Promise<ExportHead> {
    if (!ID.test(id)) throw refuse('BAD_UPLOAD');
    const first = await firstLine(this.#path(id)).catch(() => null);
    const head = first === null ? null : parse(first);
    if (!fits(exportHead, head)) throw refuse('BAD_UPLOAD');
    return head;
  }

  /** Its nodes in the order of the file, in chunks. */
  async *nodes(id: string, chunk: number): AsyncGenerator<UploadLine[]> {
    let lines: UploadLine[] = [];
    let number = 0;
    for await (const line of linesOf(this.#path(id))) {
      number += 1;
      if (number === 1 || line === '') continue;
      const value = parse(line);
      if (fits(exportTail, value)) continue;
      lines.push(fits(exportedNode, value) ? { node: value } : { badLine: number });
      if (lines.length < chunk) continue;
      yield lines;
      lines = [];
    }
    if (lines.length > 0) yield lines;
  }

  #path(id: string): string {
    return join(this.#dir, `${id}.jsonl`);
  }

  async #makeRoom(): Promise<void> {
    const names = (await readdir(this.#dir)).filter((name) => name.endsWith('.jsonl'));
    const dated = await Promise.all(
      names.map(async (name) => ({ name, atMs: (await stat(join(this.#dir, name))).mtimeMs })),
    );
    dated.sort((a, b) => b.atMs - a.atMs);
    for (const { name } of dated.slice(UPLOADS_KEPT)) await rm(join(this.#dir, name), { force: true });
  }
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path), crlfDelay: Number.POSITIVE_INFINITY });
}

async function firstLine(path: string): Promise<string | null> {
  const input = createReadStream(path, { end: 1_048_576 });
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    input.destroy();
    return line;
  }
  return null;
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
