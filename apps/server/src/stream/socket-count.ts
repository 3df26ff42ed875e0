/** More than anybody has tabs open. */
const OF_ONE_MAX = 20;
const IN_ALL_MAX = 500;

/** Open sockets, by the session that opened them; those that have not said hello yet are counted as well. */
export class SocketCount {
  readonly #bySession = new Map<string, number>();
  #all = 0;

  /** False when there are too many already. */
  take(session: string): boolean {
    const own = this.#bySession.get(session) ?? 0;
    if (own >= OF_ONE_MAX || this.#all >= IN_ALL_MAX) return false;
    this.#bySession.set(session, own + 1);
    this.#all += 1;
    return true;
  }

  /** One that was taken is closed. */
  give(session: string): void {
    const own = this.#bySession.get(session) ?? 0;
    if (own === 0) return;
    if (own === 1) this.#bySession.delete(session);
    else this.#bySession.set(session, own - 1);
    this.#all -= 1;
  }
}
