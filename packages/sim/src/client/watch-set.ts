import { type ByteWriter, ErrorCode, EventType, OpCode, setWatches2Request, type Zxid } from '@vivarium/jute';
import type { ReadCall, Reply } from '../history/call.ts';

/** The one-shot watches that a client believes to have, as Apache's client keeps them. */
export class WatchSet {
  private readonly data = new Set<string>();
  private readonly exists = new Set<string>();
  private readonly children = new Set<string>();

  get size(): number {
    return this.data.size + this.exists.size + this.children.size;
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
  }

  /** The body of a setWatches2 request. */
  writeRestoration(writer: ByteWriter, relativeZxid: Zxid): void {
    setWatches2Request.write(writer, {
      relativeZxid,
      dataWatches: [...this.data],
      existWatches: [...this.exists],
      childWatches: [...this.children],
      persistentWatches: [],
      persistentRecursiveWatches: [],
    });
  }

  static readonly op = OpCode.setWatches2;
}
