import { type ByteWriter, ErrorCode, EventType, OpCode, setWatches2Request, type Zxid } from '@vivarium/jute';
import type { AddWatchCall, ReadCall, Reply } from '../history/call.ts';

/** The watches that a client believes to have, as Apache's client keeps them. */
export class WatchSet {
  private readonly data = new Set<string>();
  private readonly exists = new Set<string>();
  private readonly children = new Set<string>();

  private readonly persistent = new Set<string>();
  private readonly recursive = new Set<string>();

  /** As a member counts: a persistent watch is one on the znode and one on its children. */
  get size(): number {
    const { data, exists, children, persistent, recursive } = this;
    return data.size + exists.size + children.size + 2 * persistent.size + recursive.size;
  }

  /** A watch that stays, for the reply says so. */
  add({ path, isRecursive }: AddWatchCall): void {
    if (isRecursive) this.recursive.add(path);
    else this.persistent.add(path);
  }

  /** Notes the watch that a reply confirms. */
  confirm(call: ReadCall, reply: Reply): void {
    if (!call.watch) return;
    if (call.type === 'exists' && reply.err === ErrorCode.noNode) this.exists.add(call.path);
    else if (reply.err !== ErrorCode.ok) return;
    else if (call.type === 'getChildren') this.children.add(call.path);
    else this.data.add(call.path);
  }

  spend(event: number, path: string): void {
    if (event === EventType.nodeChildrenChanged) {
      this.children.delete(path);
      return;
    }
    this.data.delete(path);
    this.exists.delete(path);
    if (event === EventType.nodeDeleted) this.children.delete(path);
  }

  clear(): void {
    this.data.clear();
    this.exists.clear();
    this.children.clear();
    this.persistent.clear();
    this.recursive.clear();
  }

  /** The body of a setWatches2 request. */
  writeRestoration(writer: ByteWriter, relativeZxid: Zxid): void {
    setWatches2Request.write(writer, {
      relativeZxid,
      dataWatches: [...this.data],
      existWatches: [...this.exists],
      childWatches: [...this.children],
      persistentWatches: [...this.persistent],
      persistentRecursiveWatches: [...this.recursive],
    });
  }

  static readonly op = OpCode.setWatches2;
}
