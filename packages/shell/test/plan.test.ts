import { ZooKeeper } from '@vivarium/client';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMMAND_LIST, Shell } from '../src/index.ts';

/** A shell that never dials: planning asks nobody. */
const shell = () =>
  new Shell({
    open: (connectString) => new ZooKeeper(connectString),
    connectString: 'localhost:2181',
    connectDeadlineMs: 1_000,
    print: () => undefined,
    version: 'test',
  });

describe('what a line needs', () => {
  it.each([
    ['get -s /a', 'view', ['get', '/a']],
    ['addWatch /a', 'view', ['addWatch', '/a']],
    ['create -s -e /a data', 'edit', ['create', '/a', 'data']],
    ['set -v 3 /a data', 'edit', ['set', '/a', 'data']],
    ['deleteall /a -b 10', 'edit', ['deleteall', '/a']],
    ['setAcl -R /a world:anyone:r', 'edit', ['setAcl', '/a', 'world:anyone:r']],
    ['setquota -n 5 /a', 'edit', ['setquota', '/a']],
    ['delquota /a', 'edit', ['delquota', '/a']],
    ['reconfig -remove 3', 'operate', ['reconfig']],
    ['quit', 'view', ['quit']],
  ])('%s', (line, right, words) => {
    expect(shell().plan(line)).toMatchObject({ line, command: words[0], right, words });
  });

  it.each(['create', 'set /a', 'delete -v', 'setquota /a', 'set -q /a b'])(
    '%s is refused before it leaves, so it needs no more than a look',
    (line) => {
      expect(shell().plan(line)?.right).toBe('view');
    },
  );

  it.each(['', '   ', 'nonsense', 'redo 0', 'redo'])('%j is nothing that runs on a session', (line) => {
    expect(shell().plan(line)).toBeNull();
  });

  it('is told of any line whatever', () => {
    const planner = shell();
    const names = fc.constantFrom(...COMMAND_LIST.map(({ name }) => name));
    const word = fc.oneof(fc.string(), fc.constantFrom('-s', '-v', '-1', '/a', '"', '--', '-R', '-n=3'));
    fc.assert(
      fc.property(names, fc.array(word), (name, words) => {
        const plan = planner.plan([name, ...words].join(' '));
        if (plan !== null) expect(['view', 'edit', 'operate']).toContain(plan.right);
      }),
    );
  });
});
