import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedNode, ExportHead, ExportTail } from '@vivarium/contract';
import { ALWAYS_PROTECTED } from '../../guard/safe-mode.ts';
import { statViewOf } from '../../znodes/stat-view.ts';
import type { Job } from '../job.ts';
import { type Walked, walk } from '../walk.ts';
import { base64 } from './delete-tree.ts';
import type { Tools } from './tools.ts';

/** The name of the file that an export leaves in its job's folder. */
export const EXPORT_FILE = 'export.jsonl';
const MISSED_MAX = 10_000;

/** Writes a subtree as JSON lines. Cancelled or failed, it leaves what it has, without the last line. */
export async function exportTree(job: Job, tools: Tools): Promise<void> {
  const { path: root } = job.spec;
  job.names('nodes', 'bytes', 'missed');
  const file = await open(join(tools.desk.folder(job.id), EXPORT_FILE), 'w', 0o600);
  let written = 0;
  const write = async (lines: readonly (ExportHead | ExportedNode | ExportTail)[]): Promise<void> => {
    const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
    await file.appendFile(text);
    written += Buffer.byteLength(text);
    job.file(written);
  };
  const missed: [string, string][] = [];
  const miss = (path: string, code: string): void => {
    job.add('missed');
    job.item('missed', path, { detail: code });
    if (missed.length < MISSED_MAX) missed.push([path, code]);
  };
  try {
    const { connection } = tools;
    await write([{ format: 'vivarium-znodes', version: 1, root, connection, atMs: tools.wallMs() }]);
    // What ZooKeeper keeps for itself is of no use elsewhere, unless it is asked for by name.
    const except = root === '/' ? [ALWAYS_PROTECTED] : [];
    for (const path of except) miss(path, 'PROTECTED');
    for await (const chunk of walk(job, tools, root, { data: true, acl: true, except })) {
      const nodes: ExportedNode[] = [];
      for (const node of chunk) {
        const line = lineOf(node);
        if (line === null) miss(node.path, node.fault ?? 'NOAUTH');
        else nodes.push(line);
      }
      await write(nodes);
      job.add('nodes', nodes.length);
      job.add(
        'bytes',
        chunk.reduce((sum, { stat }) => sum + stat.dataLength, 0),
      );
      job.advance(chunk.length);
    }
    job.expect(job.counted('nodes'));
    await write([{ end: true, nodes: job.counted('nodes'), missed }]);
  } finally {
    await file.close();
  }
}

function lineOf({ path, data, acl, stat, made }: Walked): ExportedNode | null {
  if (data === undefined || acl === undefined) return null;
  const view = statViewOf(stat);
  const { kind, ttlMs, isKnown } = made;
  const ephemeralOwner = kind === 'ephemeral' ? view.ephemeralOwner : null;
  return {
    path,
    data: base64(data),
    acl: [...acl],
    kind,
    kindKnown: isKnown,
    ttlMs,
    ephemeralOwner,
    stat: view,
  };
}
