import {
  type Acl,
  ByteWriter,
  createContainerTxn,
  createTtlTxn,
  createTxn,
  deleteTxn,
  OpCode,
  type SessionId,
  setAclTxn,
  setDataTxn,
  txnHeader,
  type Zxid,
} from '@vivarium/jute';

export const OPEN: Acl[] = [{ perms: 31, scheme: 'world', id: 'anyone' }];
export const CLOSED: Acl[] = [{ perms: 31, scheme: 'digest', id: 'somebody:else' }];
const SESSION = 0x100000000000001n as SessionId;

/** Entries as a leader sends them, numbered from the first transaction of an epoch. */
export class Entries {
  private zxid: number;

  constructor(epoch = 1) {
    this.zxid = epoch * 2 ** 32;
  }

  create(path: string, data: string | null = null, acl: Acl[] = OPEN) {
    const txn = { path, data: bytesOf(data), acl, ephemeral: false, parentCVersion: -1 };
    return this.entry(OpCode.create, (writer) => createTxn.write(writer, txn));
  }

  container(path: string) {
    const txn = { path, data: null, acl: OPEN, parentCVersion: -1 };
    return this.entry(OpCode.createContainer, (writer) => createContainerTxn.write(writer, txn));
  }

  ttl(path: string, ttlMs: number) {
    const txn = { path, data: null, acl: OPEN, parentCVersion: -1, ttlMs };
    return this.entry(OpCode.createTTL, (writer) => createTtlTxn.write(writer, txn));
  }

  set(path: string, data: string, version: number) {
    return this.entry(OpCode.setData, (writer) =>
      setDataTxn.write(writer, { path, data: bytesOf(data), version }),
    );
  }

  setAcl(path: string, acl: Acl[]) {
    return this.entry(OpCode.setACL, (writer) => setAclTxn.write(writer, { path, acl, version: 1 }));
  }

  delete(path: string) {
    return this.entry(OpCode.delete, (writer) => deleteTxn.write(writer, { path }));
  }

  private entry(type: number, body: (writer: ByteWriter) => void): { zxid: Zxid; entry: Uint8Array } {
    this.zxid += 1;
    const zxid = this.zxid as Zxid;
    const writer = new ByteWriter();
    txnHeader.write(writer, { sessionId: SESSION, cxid: 1, zxid, timeMs: this.zxid, type });
    body(writer);
    return { zxid, entry: writer.copy() };
  }
}

function bytesOf(text: string | null): Uint8Array | null {
  return text === null ? null : new TextEncoder().encode(text);
}
