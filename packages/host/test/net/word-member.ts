import type { MemberInput, Outbox } from '@vivarium/engine';

/**
 * The smallest member there is: it repeats what it hears, and obeys lines of text, so that a test of sockets
 * can make it do anything that a member may order.
 */
export class WordMember {
  readonly inputs: MemberInput[] = [];
  private heard: (() => void)[] = [];

  step(input: MemberInput, outbox: Outbox): void {
    if (input.type === 'tick') return;
    this.inputs.push(input.type === 'clientBytes' ? { ...input, bytes: input.bytes.slice() } : input);
    if (input.type === 'clientBytes') this.obey(input.connection, input.bytes, outbox);
    for (const wake of this.heard.splice(0)) wake();
  }

  /** Resolves with the first input that fits. */
  async next<T extends MemberInput['type']>(
    type: T,
    fits: (input: Extract<MemberInput, { type: T }>) => boolean = () => true,
  ): Promise<Extract<MemberInput, { type: T }>> {
    for (;;) {
      const found = this.inputs.find(
        (input): input is Extract<MemberInput, { type: T }> =>
          input.type === type && fits(input as Extract<MemberInput, { type: T }>),
      );
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => this.heard.push(resolve));
    }
  }

  private obey(connection: number, bytes: Uint8Array, outbox: Outbox): void {
    const line = Buffer.from(bytes).toString('latin1').trim();
    const [word, argument] = line.split(' ');
    if (word === 'throw') throw new Error('a broken invariant');
    if (word === 'close') {
      outbox.replyTo(connection).raw(Buffer.from('bye\n'));
      outbox.clientOrders.push({ type: 'close', connection, cause: 'asked to' });
    } else if (word === 'pause' || word === 'resume') {
      outbox.clientOrders.push({
        type: word,
        connection: argument === undefined ? connection : Number(argument),
      });
    } else if (word === 'ruok') outbox.clientOrders.push({ type: 'fourLetterWord', connection, word });
    else if (word === 'flood') outbox.replyTo(connection).raw(new Uint8Array(Number(argument)));
    else outbox.replyTo(connection).raw(bytes);
  }
}
