/** The session is over, and with it every node that it held: locks, leadership, membership. Open a new client. */
export class SessionLostError extends Error {
  override readonly name = 'SessionLostError';
  override readonly cause: 'expired' | 'auth-failed' | 'closed';

  constructor(cause: 'expired' | 'auth-failed' | 'closed') {
    super(`The session is over (${cause}): what it held is gone. Open a new client and take part again.`);
    this.cause = cause;
  }
}

/** The session lives, but somebody deleted the node by which it took part. */
export class PlaceLostError extends Error {
  override readonly name = 'PlaceLostError';
  /** The node that was deleted. */
  readonly path: string;

  constructor(path: string) {
    super(`${path} was deleted by somebody else: its place is lost. Take part again.`);
    this.path = path;
  }
}

/** What was waited for did not come about within `deadlineMs`; nothing of the attempt is left in the tree. */
export class RecipeDeadlineError extends Error {
  override readonly name = 'RecipeDeadlineError';
  readonly deadlineMs: number;

  constructor(deadlineMs: number) {
    super(`It did not come about within ${deadlineMs} ms.`);
    this.deadlineMs = deadlineMs;
  }
}
