import { ByteWriter, type EventType, KeeperState, Perms, type Zxid } from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import { LENGTH_BYTES } from '../member/frames.ts';
import type { Outbox } from '../member/outbox.ts';
import { NO_NODE, type NodeId } from '../tree/data-tree.ts';
import type { TreeListener } from '../tree/tree-listener.ts';
import type { WatchSink } from '../watch/watch-table.ts';
import { writeEvent } from './reply.ts';
import { mayOn, type ServerState } from './server-state.ts';

/** Turns changes of the tree into watch events, each told only to who may read the znode it is about. */
export class EventDelivery implements TreeListener, WatchSink<Connection> {
  private readonly state: ServerState;
  private outbox: Outbox | null = null;
  private zxid = 0 as Zxid;
  /** The event at hand as a frame: encoded for the first who is told, copied for the others. */
  private readonly frame = new ByteWriter();
  private frameType = 0;
  private framePath: string | null = null;
  /** Whose ACL decides about the event at hand: the znode's own, the parent's for its children. */
  private node: NodeId = NO_NODE;

  constructor(state: ServerState) {
    this.state = state;
  }

  /** To be called before each transaction is applied. */
  start(zxid: Zxid, outbox: Outbox): this {
    this.zxid = zxid;
    this.outbox = outbox;
    this.framePath = null;
    return this;
  }

  created(path: string, parentPath: string, node: NodeId, parent: NodeId): void {
    this.node = node;
    this.state.watches.nodeCreated(path, this);
    this.node = parent;
    this.state.watches.childrenChanged(parentPath, this);
  }

  deleted(path: string, parentPath: string, node: NodeId, parent: NodeId): void {
    this.node = node;
    this.state.watches.nodeDeleted(path, this);
    this.node = parent;
    this.state.watches.childrenChanged(parentPath, this);
  }

  dataChanged(path: string, node: NodeId): void {
    this.node = node;
    this.state.watches.dataChanged(path, this);
  }

  watchFired(connection: Connection, type: EventType, path: string): void {
    if (this.outbox === null || connection.state === 'closed') return;
    if (!mayOn(this.state, this.node, Perms.read, connection.ids)) return;
    if (path !== this.framePath || type !== this.frameType) this.encode(type, path);
    this.outbox.replyTo(connection.id).raw(this.frame.view());
    this.state.statistics.responded(this.frame.length - LENGTH_BYTES);
    connection.sent++;
  }

  private encode(type: EventType, path: string): void {
    this.framePath = path;
    this.frameType = type;
    writeEvent(this.frame.reset(), this.zxid, type, KeeperState.syncConnected, path);
  }
}
