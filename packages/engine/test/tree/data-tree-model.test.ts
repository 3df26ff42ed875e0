import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DataTree, NO_NODE } from '../../src/tree/data-tree.ts';
import { ttlOwner } from '../../src/tree/owner-index.ts';
import { ModelTree, pictureOf } from './model-tree.ts';
import { commandArbitrary, pathArbitrary, runBoth } from './tree-commands.ts';

const utf8 = new TextEncoder();

describe('DataTree against a map of paths', () => {
  it('TR1 TR3 TR4 TR5 any sequence of changes leaves equal stats, data, ACLs and children', () => {
    fc.assert(
      fc.property(fc.array(commandArbitrary, { maxLength: 120 }), fc.integer(), (commands, seed) => {
        const tree = new DataTree(seed);
        const model = new ModelTree();
        commands.forEach((command, i) => {
          expect(runBoth(tree, model, command, i + 1)).toBe(true);
        });
        expect(pictureOf(tree)).toEqual(model.picture());
        expect(tree.nodeCount).toBe(model.nodes.size + 1);
        expect(tree.approximateDataSize).toBe(model.sizeBytes());
        expect([...tree.containers()].sort()).toEqual(model.containers().sort());
        expect([...tree.ttls()].sort()).toEqual(model.ephemeralsOf(ttlOwner(5000)).sort());
        for (const owner of tree.owners()) {
          expect(tree.ephemeralsOf(owner).sort()).toEqual(model.ephemeralsOf(owner).sort());
        }
      }),
      { numRuns: 300 },
    );
  });

  it('TR1 children stand in the order in which they were created', () => {
    fc.assert(
      fc.property(fc.array(commandArbitrary, { maxLength: 120 }), (commands) => {
        const tree = new DataTree(7);
        const model = new ModelTree();
        commands.forEach((command, i) => {
          runBoth(tree, model, command, i + 1);
        });
        for (const [path, node] of model.nodes) expect(tree.children(tree.find(path))).toEqual(node.children);
      }),
      { numRuns: 200 },
    );
  });

  it('TR2 finds what is there and nothing else, by text and by bytes', () => {
    fc.assert(
      fc.property(
        fc.array(commandArbitrary, { maxLength: 60 }),
        fc.array(pathArbitrary),
        (commands, paths) => {
          const tree = new DataTree(3);
          const model = new ModelTree();
          commands.forEach((command, i) => {
            runBoth(tree, model, command, i + 1);
          });
          for (const path of [...paths, ...model.nodes.keys()]) {
            const node = tree.find(path);
            expect(node !== NO_NODE).toBe(model.nodes.has(path));
            const framed = utf8.encode(`??${path}!`);
            expect(tree.findBytes(framed, 2, framed.length - 1)).toBe(node);
            if (node !== NO_NODE) expect(tree.path(node)).toBe(path);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
