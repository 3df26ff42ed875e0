import { EventType, type Zxid } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { Effects } from '../../src/checkers/witness/effects.ts';
import { StandingWatches } from '../../src/checkers/witness/standing-watches.ts';

const CLIENT = 1;
const at = (zxid: number): Zxid => zxid as Zxid;
const { nodeCreated, nodeDataChanged, nodeChildrenChanged, nodeDeleted } = EventType;

/** /a is made at 2, /a/b at 3, /a set at 4, /a/c, which is another client's alone, made at 5, and /a/b deleted at 6. */
function effects(): Effects {
  const found = new Effects();
  found.note([{ type: 'created', path: '/a', ownedBy: null }], at(2));
  found.note([{ type: 'created', path: '/a/b', ownedBy: null }], at(3));
  found.note([{ type: 'dataChanged', path: '/a', ownedBy: null }], at(4));
  found.note([{ type: 'created', path: '/a/c', ownedBy: CLIENT + 1 }], at(5));
  found.note([{ type: 'deleted', path: '/a/b', ownedBy: null }], at(6));
  return found;
}

function watching(isRecursive: boolean) {
  const reports: string[] = [];
  const watches = new StandingWatches(CLIENT, effects(), (message) => reports.push(message));
  watches.add({ type: 'addWatch', path: '/a', isRecursive }, at(1));
  return { watches, reports };
}

describe('a watch that stays', () => {
  it('tells of the znode and of its children, each change once, before a reply shows it', () => {
    const { watches, reports } = watching(false);
    const told = [
      watches.told(nodeCreated, '/a', at(2)),
      watches.told(nodeChildrenChanged, '/a', at(3)),
      watches.told(nodeDataChanged, '/a', at(4)),
      watches.told(nodeChildrenChanged, '/a', at(5)),
      watches.told(nodeChildrenChanged, '/a', at(6)),
    ];
    watches.shown(at(6));
    expect(told).toEqual(Array.from({ length: 5 }, () => true));
    expect(reports).toEqual([]);
    expect(watches.told(nodeChildrenChanged, '/a', at(6))).toBe(false);
  });

  it('tells, when it is recursive, of all that is below and may be seen, and of no list of children', () => {
    const { watches, reports } = watching(true);
    expect(watches.told(nodeCreated, '/a', at(2))).toBe(true);
    expect(watches.told(nodeChildrenChanged, '/a', at(3))).toBe(false);
    expect(watches.told(nodeCreated, '/a/b', at(3))).toBe(true);
    expect(watches.told(nodeDataChanged, '/a', at(4))).toBe(true);
    expect(watches.told(nodeDeleted, '/a/b', at(6))).toBe(true);
    watches.shown(at(6));
    expect(reports).toEqual([]);
  });

  it('tells of a znode that one multi deletes twice only what may be seen, and of nothing else', () => {
    const reports: string[] = [];
    const changes = new Effects();
    const hidden = { path: '/a', ownedBy: CLIENT + 1 };
    const open = { path: '/a', ownedBy: null };
    changes.note([{ type: 'created', ...hidden }], at(2));
    changes.note(
      [
        { type: 'deleted', ...hidden },
        { type: 'created', ...open },
        { type: 'deleted', ...open },
      ],
      at(3),
    );
    const watches = new StandingWatches(CLIENT, changes, (message) => reports.push(message));
    watches.add({ type: 'addWatch', path: '/a', isRecursive: true }, at(1));
    expect(watches.told(nodeCreated, '/a', at(2))).toBe(false);
    expect(watches.told(nodeCreated, '/a', at(3))).toBe(true);
    expect(watches.told(nodeDeleted, '/a', at(3))).toBe(true);
    expect(watches.told(nodeDeleted, '/a', at(3))).toBe(false);
    watches.shown(at(3));
    expect(reports).toEqual([]);
  });

  it('is found to leave a change out', () => {
    const { watches, reports } = watching(true);
    watches.told(nodeCreated, '/a', at(2));
    watches.shown(at(3));
    expect(reports.join()).toContain('/a/b at 0x3');
  });

  it('is found to tell in another order', () => {
    const { watches, reports } = watching(true);
    watches.told(nodeCreated, '/a', at(2));
    watches.told(nodeDataChanged, '/a', at(4));
    expect(reports.join()).toContain('before /a/b at 0x3');
  });

  it('owes nothing of what happened while nobody was connected, and all from its restoration on', () => {
    const { watches, reports } = watching(true);
    watches.detached();
    watches.restored(at(4));
    watches.shown(at(5));
    expect(reports).toEqual([]);
    watches.shown(at(6));
    expect(reports.join()).toContain('/a/b at 0x6');
  });
});
