import type { Acl, ByteWriter } from '@vivarium/jute';
import { acl as aclRecord, Perms } from '@vivarium/jute';
import { OPEN_ACL } from './acl.ts';

/** Id of world:anyone with all permissions: never in the table, always valid. Source: Apache's ReferenceCountedACLCache. */
export const OPEN_ACL_ID = -1;

interface Entry {
  readonly key: string;
  readonly list: readonly Acl[];
  uses: number;
}

function isOpen(list: readonly Acl[]): boolean {
  if (list === OPEN_ACL) return true;
  const only = list[0];
  return (
    list.length === 1 &&
    only !== undefined &&
    only.perms === Perms.all &&
    only.scheme === 'world' &&
    only.id === 'anyone'
  );
}

function keyOf(list: readonly Acl[]): string {
  let key = '';
  for (const { perms, scheme, id } of list) key += `${perms} ${scheme.length} ${scheme} ${id.length} ${id} `;
  return key;
}

/** The ACL lists that nodes have, each kept once with the number of its users. Ids rise and are not used again. */
export class AclTable {
  private readonly entries = new Map<number, Entry>();
  private readonly ids = new Map<string, number>();
  private lastId = 0;

  get size(): number {
    return this.entries.size;
  }

  /** The id of a list, counting one more user. */
  acquire(list: readonly Acl[]): number {
    if (isOpen(list)) return OPEN_ACL_ID;
    const key = keyOf(list);
    const known = this.ids.get(key);
    if (known !== undefined) {
      this.addUse(known);
      return known;
    }
    const id = ++this.lastId;
    this.entries.set(id, { key, list: list.slice(), uses: 1 });
    this.ids.set(key, id);
    return id;
  }

  addUse(id: number): void {
    if (id !== OPEN_ACL_ID) this.entry(id).uses++;
  }

  release(id: number): void {
    if (id === OPEN_ACL_ID) return;
    const entry = this.entry(id);
    entry.uses--;
    if (entry.uses === 0) this.drop(id, entry);
  }

  list(id: number): readonly Acl[] {
    return id === OPEN_ACL_ID ? OPEN_ACL : this.entry(id).list;
  }

  /** Enters a list of a snapshot, without users yet; returns the id to use for it, which differs for an equal list. */
  load(id: number, list: readonly Acl[]): number {
    if (isOpen(list)) return OPEN_ACL_ID;
    const key = keyOf(list);
    const known = this.ids.get(key);
    if (known !== undefined) return known;
    this.lastId = Math.max(this.lastId, id);
    this.entries.set(id, { key, list, uses: 0 });
    this.ids.set(key, id);
    return id;
  }

  dropUnused(): void {
    for (const [id, entry] of this.entries) if (entry.uses === 0) this.drop(id, entry);
  }

  /** Appends the ACL map of a snapshot. */
  write(writer: ByteWriter): void {
    writer.i32(this.entries.size);
    for (const [id, { list }] of this.entries) {
      writer.i64(id);
      writer.i32(list.length);
      for (const each of list) aclRecord.write(writer, each);
    }
  }

  private entry(id: number): Entry {
    const entry = this.entries.get(id);
    if (entry === undefined) throw new Error(`no ACL list has id ${id}`);
    return entry;
  }

  private drop(id: number, entry: Entry): void {
    this.entries.delete(id);
    this.ids.delete(entry.key);
  }
}
