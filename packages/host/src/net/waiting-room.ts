import type { AcceptedClient } from './client-port.ts';

/** Clients that came while the server still recovered: nothing is read from them until it serves. */
export class WaitingRoom {
  private readonly waiting: AcceptedClient[] = [];
  private admit: ((client: AcceptedClient) => void) | null = null;

  readonly enter = (client: AcceptedClient): void => {
    if (this.admit !== null) {
      this.admit(client);
      return;
    }
    // One that gives up meanwhile is found destroyed when its turn comes.
    client.socket.on('error', () => {});
    this.waiting.push(client);
  };

  /** Lets in those who wait, and from now on everyone at once. */
  open(admit: (client: AcceptedClient) => void): void {
    this.admit = admit;
    for (const client of this.waiting.splice(0)) if (!client.socket.destroyed) admit(client);
  }

  /** Turns away those who wait. */
  close(): void {
    for (const client of this.waiting.splice(0)) client.socket.destroy();
  }
}
