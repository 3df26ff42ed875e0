import type { Prng } from '../prng/prng.ts';
import { SimFile } from './sim-file.ts';

/** Names that map to files; changes of names are on the disk only after `sync`, in their order. */
export class SimDirectory {
  private readonly files = new Map<string, SimFile>();
  private durable: ReadonlyMap<string, SimFile> = new Map();
  private changes: ((files: Map<string, SimFile>) => void)[] = [];
  /** What autopurge took away: the member never sees it again, whoever checks the run does. */
  readonly purged = new Map<string, SimFile>();

  names(): string[] {
    return [...this.files.keys()].sort();
  }

  find(name: string): SimFile | undefined {
    return this.files.get(name);
  }

  file(name: string): SimFile {
    const file = this.files.get(name);
    if (file === undefined) throw new Error(`no file ${name}`);
    return file;
  }

  create(name: string): SimFile {
    const file = new SimFile();
    this.change((files) => void files.set(name, file));
    return file;
  }

  rename(from: string, to: string): void {
    const file = this.file(from);
    this.change((files) => {
      files.delete(from);
      files.set(to, file);
    });
  }

  remove(name: string): void {
    this.change((files) => void files.delete(name));
  }

  purge(name: string): void {
    this.purged.set(name, this.file(name));
    this.remove(name);
  }

  /** The disk is replaced by an empty one. */
  wipe(): void {
    for (const name of this.names()) this.remove(name);
    this.sync();
  }

  sync(): void {
    if (this.changes.length === 0) return;
    this.changes = [];
    this.durable = new Map(this.files);
  }

  /** Bytes of all files. */
  get sizeBytes(): number {
    let sum = 0;
    for (const file of this.files.values()) sum += file.length;
    return sum;
  }

  losePower(prng: Prng, sectorBytes: number): void {
    const kept = this.changes.slice(0, prng.between(0, this.changes.length));
    this.files.clear();
    for (const [name, file] of this.durable) this.files.set(name, file);
    for (const change of kept) change(this.files);
    this.changes = [];
    this.durable = new Map(this.files);
    for (const name of this.names()) this.file(name).losePower(prng, sectorBytes);
  }

  private change(change: (files: Map<string, SimFile>) => void): void {
    change(this.files);
    this.changes.push(change);
  }
}
