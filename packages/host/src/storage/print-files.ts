import path from 'node:path';
import {
  DataTree,
  LogError,
  type LogFileEnd,
  readEntry,
  type TxnEntry,
  TxnLogReader,
  zxidOfLog,
} from '@vivarium/engine';
import { ByteReader, hex64, OpCode } from '@vivarium/jute';
import { readChunks } from './read-file.ts';
import { readSnapshot } from './recover-directory.ts';

/** Where the lines go; a newline is added. */
export type PrintLine = (line: string) => void;

/** The last moment that a Date can be. */
const DATE_MS_MAX = 8.64e15;
const NAMES = new Map<number, string>(Object.entries(OpCode).map(([name, type]) => [type, name]));

function describeBody({ body }: TxnEntry): string {
  switch (body.type) {
    case OpCode.multi:
      return body.ops
        .map((op) => `${NAMES.get(op.type)} ${'path' in op ? JSON.stringify(op.path) : op.err}`)
        .join('; ');
    case OpCode.createSession:
      return `${body.timeoutMs} ms`;
    case OpCode.closeSession:
      return (body.paths2Delete ?? []).map((each) => JSON.stringify(each)).join(' ');
    case OpCode.error:
      return String(body.err);
    default: {
      const bytes = 'data' in body ? ` ${body.data?.length ?? 'null'} bytes` : '';
      return `${JSON.stringify(body.path)}${bytes}`;
    }
  }
}

/** One transaction on one line: time, session, cxid, zxid, type and what it does. Names are quoted: they may hold anything. */
export function describeEntry(entry: TxnEntry): string {
  const { sessionId, cxid, zxid, timeMs, type } = entry.header;
  const when = Math.abs(timeMs) <= DATE_MS_MAX ? new Date(timeMs).toISOString() : `${timeMs} ms`;
  const what = `${NAMES.get(type) ?? type} ${describeBody(entry)}`.trimEnd();
  return `${when} session ${hex64(sessionId)} cxid ${hex64(cxid)} zxid ${hex64(zxid)} ${what}`;
}

/** Prints a transaction log, Apache's or ours, and says how it ends. Throws LogError. */
export async function printLog(file: string, print: PrintLine): Promise<LogFileEnd> {
  if (zxidOfLog(path.basename(file)) === null) {
    throw new LogError('header', file, 0, 'a transaction log is named log.<hex zxid>');
  }
  const reader = new TxnLogReader(file);
  await readChunks(file, (chunk) => {
    reader.push(chunk, (entry) => print(describeEntry(readEntry(new ByteReader(entry)))));
  });
  const end = reader.finish();
  print(
    `${end.records} transactions, ${end.validBytes} bytes${end.lostWrite === null ? '' : `; ${end.lostWrite}`}`,
  );
  return end;
}

/** Prints the znodes and sessions of a snapshot, Apache's or ours. Throws SnapshotError. */
export async function printSnapshot(file: string, print: PrintLine): Promise<void> {
  const tree = new DataTree();
  const { sessions } = await readSnapshot(tree, file);
  for (const node of tree.subtree(tree.find('/'))) {
    const stat = tree.stat(node);
    const owner = tree.ephemeralOwner(node);
    const numbers = `czxid ${hex64(stat.czxid)} mzxid ${hex64(stat.mzxid)} version ${stat.version}`;
    const ephemeral = owner === 0n ? '' : ` owner ${hex64(owner)}`;
    print(`${JSON.stringify(tree.path(node))} ${numbers} ${stat.dataLength} bytes${ephemeral}`);
  }
  for (const { sessionId, timeoutMs } of sessions) print(`session ${hex64(sessionId)} ${timeoutMs} ms`);
}
