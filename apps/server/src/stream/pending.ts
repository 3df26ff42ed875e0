import type { Change } from '@vivarium/contract';

/** Changes that wait for the next batch. Of a thing that is told as it stands now, only the last telling leaves. */
export class Pending {
  readonly #changes = new Map<string | number, Change>();
  #serial = 0;

  add(change: Change): void {
    const key = keyOf(change);
    if (key === null) {
      this.#serial += 1;
      this.#changes.set(this.#serial, change);
      return;
    }
    // It takes its place at the end: what it follows may be the reason for it.
    this.#changes.delete(key);
    this.#changes.set(key, change);
  }

  /** All of them, in the order in which they were told last; none is left. */
  take(): readonly Change[] {
    if (this.#changes.size === 0) return [];
    const all = [...this.#changes.values()];
    this.#changes.clear();
    return all;
  }
}

/** What a later change of the same key makes superfluous; null for what adds to what was there. */
function keyOf(change: Change): string | null {
  switch (change.kind) {
    case 'member':
      return `member ${change.member.id}`;
    case 'failover':
      return `failover ${change.failover.id}`;
    case 'event':
      return `event ${change.event.id}`;
    case 'job':
      return `job ${change.job.id}`;
    case 'recipe':
      return `recipe ${change.recipe.as} ${change.recipe.path}`;
    case 'znode':
      // That one came and one went are two things.
      return change.change === 'created' || change.change === 'deleted'
        ? null
        : `${change.change} ${change.path}`;
    case 'standing':
    case 'means':
    case 'client':
    case 'guard':
    case 'plant':
    case 'demo':
    case 'scenario':
      return change.kind;
    default:
      return null;
  }
}
