const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 60_000;

/** When a client of a member that only reads asks another one whether it has a quorum. Source: Apache's ClientCnxn. */
export class ReadWriteSearch {
  private nextAtMs = Infinity;
  private waitMs = FIRST_WAIT_MS;

  /** Begins with short waits. */
  begin(nowMs: number): void {
    this.waitMs = FIRST_WAIT_MS;
    this.nextAtMs = nowMs + this.waitMs;
  }

  /** True when it is time to ask; the wait for the next time is twice as long. */
  isDue(nowMs: number): boolean {
    if (nowMs < this.nextAtMs) return false;
    this.waitMs = Math.min(this.waitMs * 2, LONGEST_WAIT_MS);
    this.nextAtMs = nowMs + this.waitMs;
    return true;
  }
}
