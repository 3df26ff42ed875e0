import { ByteReader, ByteWriter } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { AclTable, OPEN_ACL_ID } from '../../src/tree/acl-table.ts';
import { OPEN } from './model-tree.ts';

const READ = [{ perms: 1, scheme: 'world', id: 'anyone' }];
const ANN = [{ perms: 31, scheme: 'digest', id: 'ann:x' }];

function written(table: AclTable): number {
  const writer = new ByteWriter();
  table.write(writer);
  return new ByteReader(writer.copy()).i32();
}

describe('AclTable', () => {
  it('TR16 the open list is -1 and never listed', () => {
    const table = new AclTable();
    expect([table.acquire(OPEN), table.size, written(table)]).toEqual([OPEN_ACL_ID, 0, 0]);
    expect(table.list(OPEN_ACL_ID)).toEqual(OPEN);
  });

  it('TR16 an equal list has one id as long as it has users; an id does not come back', () => {
    const table = new AclTable();
    const id = table.acquire(READ);
    expect([table.acquire([...READ]), table.acquire(ANN)]).toEqual([id, id + 1]);
    table.release(id);
    expect(table.list(id)).toEqual(READ);
    table.release(id);
    expect([table.size, written(table)]).toEqual([1, 1]);
    expect(() => table.list(id)).toThrow();
    expect(table.acquire(READ)).toBe(id + 2);
  });

  it('TR16 lists that differ in order or in where a text ends are different', () => {
    const table = new AclTable();
    const [one, two] = [READ[0] as never, ANN[0] as never];
    const ids = [
      table.acquire([one, two]),
      table.acquire([two, one]),
      table.acquire([{ perms: 1, scheme: 'a b', id: 'c' }]),
      table.acquire([{ perms: 1, scheme: 'a', id: 'b c' }]),
      table.acquire([]),
    ];
    expect(new Set(ids).size).toBe(5);
  });

  it('TR16 a loaded table keeps its ids, joins equal lists, and drops what nobody uses', () => {
    const table = new AclTable();
    expect([table.load(7, READ), table.load(9, ANN), table.load(11, READ), table.load(3, OPEN)]).toEqual([
      7,
      9,
      7,
      OPEN_ACL_ID,
    ]);
    table.addUse(7);
    table.dropUnused();
    expect(table.size).toBe(1);
    expect(table.acquire(ANN)).toBe(10);
  });
});
