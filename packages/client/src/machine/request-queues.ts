import { ErrorCode } from '@vivarium/jute';
import { Fifo } from './fifo.ts';
import type { Request } from './request.ts';

/** Where requests stand until they are answered: waiting for a connection, in flight, credentials to repeat. */
export class RequestQueues<R extends Request> {
  /** Sent, in the order in which their replies must come. */
  readonly inFlight = new Fifo<R>();
  /** Handed over while there was no connection. */
  readonly queued = new Fifo<R>();
  /** Credentials of this session, sent again on every connection. */
  readonly auths: R[] = [];
  /** Those of `auths` whose reply is due on this connection. */
  readonly authInFlight = new Fifo<R>();
  private readonly onSettled: (request: R) => void;
  private earliestDeadlineMs = Infinity;

  constructor(onSettled: (request: R) => void) {
    this.onSettled = onSettled;
  }

  get outstanding(): number {
    return this.inFlight.size + this.queued.size;
  }

  /** Ends a request, once: later words about it are ignored. */
  settle(request: R, err: number): void {
    if (request.phase === 'settled') return;
    request.phase = 'settled';
    request.err = err;
    this.onSettled(request);
  }

  noteDeadline(request: R): void {
    if (request.deadlineAtMs < this.earliestDeadlineMs) this.earliestDeadlineMs = request.deadlineAtMs;
  }

  /** Ends what has waited too long. It keeps its place in flight: its reply will still come, to nobody. */
  expire(nowMs: number): void {
    if (nowMs < this.earliestDeadlineMs) return;
    let earliest = Infinity;
    const look = (request: R) => {
      if (request.phase === 'settled') return;
      if (nowMs >= request.deadlineAtMs) this.settle(request, ErrorCode.requestTimeout);
      else if (request.deadlineAtMs < earliest) earliest = request.deadlineAtMs;
    };
    for (const request of this.inFlight) look(request);
    for (const request of this.queued) look(request);
    for (const request of this.auths) look(request);
    this.earliestDeadlineMs = earliest;
  }

  /** Forgets those that wait for a connection and that nobody waits for any more. */
  compact(): void {
    for (const request of this.queued.drain()) if (request.phase === 'queued') this.queued.push(request);
  }

  /** The connection is gone: what was sent has an unknown outcome, credentials wait for the next connection. */
  lose(): void {
    this.authInFlight.drain();
    for (const request of this.inFlight.drain()) this.settle(request, ErrorCode.connectionLoss);
  }

  /** The session is gone. `spared` ends well: it asked for this. */
  end(err: number, spared: R | null): void {
    this.authInFlight.drain();
    for (const request of this.inFlight.drain())
      this.settle(request, request === spared ? ErrorCode.ok : err);
    for (const request of this.queued.drain()) this.settle(request, err);
    for (const request of this.auths) this.settle(request, err);
  }
}
