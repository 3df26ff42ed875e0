import { ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { AuthBody, IdentityView } from '@vivarium/contract';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';

const TRY_MS = 8_000;

export interface IdentityOptions {
  readonly client: () => ZooKeeper;
  readonly connectString: string;
  readonly audit: AuditLog;
  readonly connection: string;
}

/** As whom the dashboard's own session is seen. Credentials are handed on and kept nowhere. */
export class Identity {
  readonly #options: IdentityOptions;

  constructor(options: IdentityOptions) {
    this.#options = options;
  }

  async read(): Promise<IdentityView> {
    try {
      const identities = await this.#options.client().whoAmI();
      return { identities: identities.map(({ scheme, user }) => ({ scheme, id: user })) };
    } catch (error) {
      // Servers before 3.7 do not know the question.
      const isOld =
        error instanceof ZooKeeperError && ['UNIMPLEMENTED', 'MARSHALLINGERROR'].includes(error.codeName);
      if (isOld) return { identities: null };
      throw error;
    }
  }

  /** @throws AUTHFAILED when the members refuse the credentials; the session goes on as it was then */
  async add({ scheme, auth }: AuthBody, { who, from }: Author): Promise<IdentityView> {
    const { client, connectString, audit, connection } = this.#options;
    const own = client();
    // A refusal ends the session that asked: another one is asked first.
    const trial = new ZooKeeper(connectString, { requestDeadlineMs: TRY_MS, sessionTimeoutMs: TRY_MS });
    try {
      await trial.connect();
      await trial.addAuth(scheme, auth);
      // The session is refused behind the answer on some servers: what comes back says that it stands.
      await trial.exists('/');
    } catch (error) {
      if (error instanceof ZooKeeperError && error.codeName === 'SESSIONEXPIRED') throw refuse('AUTHFAILED');
      throw error;
    } finally {
      void trial.close({ deadlineMs: 500 });
    }
    const entry = { who, from, connection, op: 'addAuth', about: scheme };
    const record = await audit.beginGuard(entry).catch(() => {
      throw refuse('AUDIT_FAILED');
    });
    await own.addAuth(scheme, auth);
    await audit.end([[record, 'ok']]).catch(() => undefined);
    return this.read();
  }
}
