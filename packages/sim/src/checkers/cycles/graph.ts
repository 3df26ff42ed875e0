/** What must come before what: numbered nodes, and the edges out of each. */
export class OrderGraph {
  private readonly edges: number[][] = [];

  get size(): number {
    return this.edges.length;
  }

  addNode(): number {
    this.edges.push([]);
    return this.edges.length - 1;
  }

  before(a: number, b: number): void {
    if (a !== b) (this.edges[a] as number[]).push(b);
  }

  /** The nodes of one cycle, in order, or null when there is an order that keeps to all edges. */
  findCycle(): number[] | null {
    const { edges } = this;
    const into = new Uint32Array(edges.length);
    for (const each of edges) for (const to of each) into[to] = (into[to] as number) + 1;
    const free: number[] = [];
    for (let node = 0; node < edges.length; node++) if (into[node] === 0) free.push(node);
    let left = edges.length;
    for (let node = free.pop(); node !== undefined; node = free.pop()) {
      left--;
      for (const to of edges[node] as number[]) {
        into[to] = (into[to] as number) - 1;
        if (into[to] === 0) free.push(to);
      }
    }
    return left === 0 ? null : this.walk(into);
  }

  /** Every node that is left has one before it that is left: going back from any of them ends in a cycle. */
  private walk(into: Uint32Array): number[] {
    const from = new Map<number, number>();
    for (let node = 0; node < this.edges.length; node++) {
      if (into[node] === 0) continue;
      for (const to of this.edges[node] as number[]) if (into[to] !== 0) from.set(to, node);
    }
    const path: number[] = [];
    const places = new Map<number, number>();
    let node = from.keys().next().value as number;
    while (!places.has(node)) {
      places.set(node, path.length);
      path.push(node);
      node = from.get(node) as number;
    }
    return path.slice(places.get(node)).reverse();
  }
}
