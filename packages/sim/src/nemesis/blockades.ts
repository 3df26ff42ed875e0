import type { Network } from '../links/network.ts';

type Pair = readonly [string, string];

/** Stops what goes between groups of nodes; each call answers how to let it through again. */
export class Blockades {
  private readonly network: Network;

  constructor(network: Network) {
    this.network = network;
  }

  oneWay(from: readonly string[], to: readonly string[]): () => void {
    return this.block(from.flatMap((a) => to.map((b) => [a, b] as const)));
  }

  twoWay(here: readonly string[], there: readonly string[]): () => void {
    return this.block(
      here.flatMap((a) =>
        there.flatMap((b): Pair[] => [
          [a, b],
          [b, a],
        ]),
      ),
    );
  }

  private block(pairs: readonly Pair[]): () => void {
    for (const [from, to] of pairs) this.network.block(from, to);
    return () => {
      for (const [from, to] of pairs) this.network.unblock(from, to);
    };
  }
}
