import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Right } from '@vivarium/contract';

const TICKET_MS = 30_000;
const TICKETS_MAX = 100;
const SESSIONS_MAX = 20;

const draw = (): string => randomBytes(32).toString('base64url');
const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** Who holds the page: found by the cookie, named in the audit record. */
export interface PageSession {
  /** An alias, safe to print: it buys nothing. */
  readonly alias: string;
  /** What it may do. Whoever holds the printed address has all of them, until there are accounts. */
  readonly rights: ReadonlySet<Right>;
}

const ALL_RIGHTS: ReadonlySet<Right> = new Set(['view', 'edit', 'operate', 'connections']);

/**
 * The three secrets of the door. A one-time token (in the printed URL) buys a session; a session buys tickets;
 * a ticket opens one socket within 30 s. Only digests are kept, so a look-up tells nothing by its timing.
 */
export class Secrets {
  readonly #tokens = new Map<string, ReadonlySet<Right>>();
  readonly #sessions = new Map<string, PageSession>();
  readonly #tickets = new Map<string, { readonly session: string; readonly untilMs: number }>();
  readonly #nowMs: () => number;
  #serial = 0;

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** `rights` are those of the session that it buys. */
  newToken(rights: ReadonlySet<Right> = ALL_RIGHTS): string {
    const token = draw();
    this.#tokens.set(digest(token), rights);
    return token;
  }

  /** The new session's secret, or null for a token that is unknown or was used. */
  redeem(token: string): string | null {
    const rights = this.#tokens.get(digest(token));
    if (rights === undefined) return null;
    this.#tokens.delete(digest(token));
    if (this.#sessions.size >= SESSIONS_MAX) {
      const oldest = this.#sessions.keys().next().value;
      if (oldest !== undefined) this.#sessions.delete(oldest);
    }
    const secret = draw();
    this.#serial += 1;
    this.#sessions.set(digest(secret), { alias: `page-${this.#serial}`, rights });
    return secret;
  }

  session(secret: string | undefined): PageSession | null {
    return secret === undefined ? null : (this.#sessions.get(digest(secret)) ?? null);
  }

  /** Nothing is open to this secret any more; its sockets notice within a second. */
  end(secret: string): void {
    this.#sessions.delete(digest(secret));
  }

  /** Whether this session stands and has the right. */
  may(secret: string | undefined, right: Right): boolean {
    return this.session(secret)?.rights.has(right) === true;
  }

  newTicket(secret: string): string {
    const nowMs = this.#nowMs();
    for (const [key, ticket] of this.#tickets) if (ticket.untilMs <= nowMs) this.#tickets.delete(key);
    const oldest = this.#tickets.keys().next().value;
    if (this.#tickets.size >= TICKETS_MAX && oldest !== undefined) this.#tickets.delete(oldest);
    const ticket = draw();
    this.#tickets.set(digest(ticket), { session: digest(secret), untilMs: nowMs + TICKET_MS });
    return ticket;
  }

  /** Whether the ticket is good, and of the very session that the socket's cookie names. */
  useTicket(ticket: string, secret: string): boolean {
    const key = digest(ticket);
    const found = this.#tickets.get(key);
    this.#tickets.delete(key);
    if (found === undefined || found.untilMs <= this.#nowMs()) return false;
    return timingSafeEqual(Buffer.from(found.session), Buffer.from(digest(secret)));
  }
}
