/** Counts connections in all and by address. Limits of 0 mean no limit. */
export class AcceptLimits {
  private readonly maxPerAddress: number;
  private readonly maxInAll: number;
  private readonly byAddress = new Map<string, number>();
  private inAll = 0;

  constructor(maxPerAddress: number, maxInAll: number) {
    this.maxPerAddress = maxPerAddress;
    this.maxInAll = maxInAll;
  }

  /** Counts the connection and answers null, or answers why it may not stay. */
  admit(address: string): string | null {
    const count = this.byAddress.get(address) ?? 0;
    if (this.maxPerAddress > 0 && count >= this.maxPerAddress)
      return `too many connections from ${address}: maxClientCnxns is ${this.maxPerAddress}`;
    if (this.maxInAll > 0 && this.inAll >= this.maxInAll)
      return `too many connections: maxCnxns is ${this.maxInAll}`;
    this.byAddress.set(address, count + 1);
    this.inAll += 1;
    return null;
  }

  /** Takes back one admitted connection. */
  release(address: string): void {
    const count = this.byAddress.get(address) ?? 0;
    if (count > 1) this.byAddress.set(address, count - 1);
    else this.byAddress.delete(address);
    this.inAll -= 1;
  }
}
