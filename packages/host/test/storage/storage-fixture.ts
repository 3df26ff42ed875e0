import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Outbox, TxnLogReader } from '@vivarium/engine';
import {
  ByteReader,
  ByteWriter,
  createTxn,
  OpCode,
  type SessionId,
  txnHeader,
  type Zxid,
} from '@vivarium/jute';
import { afterEach } from 'vitest';
import type { DiskReport } from '../../src/storage/log-store.ts';
import { openStorage, type Storage, type StorageOptions } from '../../src/storage/open-storage.ts';

const made: string[] = [];

afterEach(() => {
  for (const directory of made.splice(0)) fs.rmSync(directory, { recursive: true, force: true });
});

/** An empty folder that goes after the test. */
export function temporaryDirectory(): string {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), 'vivarium-storage-'));
  made.push(directory);
  return directory;
}

/** The entry of a txn that creates `/n<zxid>`. */
export function entryOf(zxid: number, bytes = 10): Uint8Array {
  const writer = new ByteWriter();
  txnHeader.write(writer, {
    sessionId: 1n as SessionId,
    cxid: zxid,
    zxid: zxid as Zxid,
    timeMs: 1_700_000_000_000 + zxid,
    type: OpCode.create,
  });
  createTxn.write(writer, {
    path: `/n${zxid}`,
    data: new Uint8Array(bytes).fill(zxid),
    acl: [{ perms: 31, scheme: 'world', id: 'anyone' }],
    ephemeral: false,
    parentCVersion: zxid,
  });
  return writer.copy();
}

/** Collects reports and lets a test wait for one. */
export class Reports {
  readonly all: DiskReport[] = [];
  private waiting: (() => void)[] = [];

  readonly take = (report: DiskReport): void => {
    this.all.push(report);
    for (const wake of this.waiting.splice(0)) wake();
  };

  async until(isIt: (report: DiskReport) => boolean): Promise<DiskReport> {
    for (;;) {
      const found = this.all.find(isIt);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  async flushed(zxid: number): Promise<void> {
    await this.until((report) => report.type === 'flushed' && report.zxid >= zxid);
  }
}

export function optionsFor(directory: string, reports = new Reports()): StorageOptions {
  return {
    dataDir: directory,
    dataLogDir: directory,
    preAllocBytes: 256 * 1024,
    txnLogSizeLimitBytes: 0,
    trustEmptySnapshot: false,
    report: reports.take,
  };
}

/** A storage in use, with numbered transactions. */
export class Session {
  readonly storage: Storage;
  readonly reports: Reports;
  readonly outbox = new Outbox();
  zxid: number;

  private constructor(storage: Storage, reports: Reports) {
    this.storage = storage;
    this.reports = reports;
    this.zxid = storage.recovered.lastZxid;
  }

  static async open(directory: string, changes: Partial<StorageOptions> = {}): Promise<Session> {
    const reports = new Reports();
    return new Session(await openStorage({ ...optionsFor(directory, reports), ...changes }), reports);
  }

  append(count: number, bytes = 10): this {
    for (let i = 0; i < count; i++) {
      this.zxid++;
      this.outbox.append(this.zxid as Zxid, entryOf(this.zxid, bytes));
    }
    return this;
  }

  roll(): this {
    this.outbox.diskOrders.push({ type: 'roll' });
    return this;
  }

  execute(): this {
    this.storage.store.execute(this.outbox.diskOrders.splice(0));
    return this;
  }

  async flushed(): Promise<void> {
    await this.reports.flushed(this.zxid);
  }
}

export function folderOf(directory: string): string {
  return path.join(directory, 'version-2');
}

/** Names of the files in version-2 that recovery looks at. */
export function dataFiles(directory: string): string[] {
  return fs
    .readdirSync(folderOf(directory))
    .filter((name) => /^(log|snapshot)\./.test(name))
    .sort();
}

/** The zxids in a log file. */
export function zxidsIn(file: string): number[] {
  const reader = new TxnLogReader(file);
  const zxids: number[] = [];
  reader.push(fs.readFileSync(file), (entry) => zxids.push(txnHeader.read(new ByteReader(entry)).zxid));
  reader.finish();
  return zxids;
}

/** Every file below, by name, as it is: to see that nothing was written. */
export function contentOf(directory: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of fs.readdirSync(directory, { recursive: true }) as string[]) {
    const file = path.join(directory, name);
    const isFile = fs.lstatSync(file).isFile();
    found.set(name, isFile ? fs.readFileSync(file).toString('base64') : 'other');
  }
  return found;
}

export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
