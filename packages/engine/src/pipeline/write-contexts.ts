import type { Zxid } from '@vivarium/jute';
import type { Connection } from '../member/connection.ts';
import type { Instant } from '../member/input.ts';
import type { Session } from '../session/session.ts';
import { type AuthId, DEFAULT_SCHEMES } from '../tree/acl.ts';
import type { WriteContext } from './prepare.ts';

const NO_IDS: readonly AuthId[] = [];

/** For whom writes are prepared: one object for all of them, filled anew for each. */
export class WriteContexts {
  private readonly plainSchemes: ReadonlySet<string>;
  private readonly secureSchemes: ReadonlySet<string>;
  private readonly context: WriteContext;

  constructor(digestAuthEnabled: boolean) {
    const schemes = new Set(DEFAULT_SCHEMES);
    if (!digestAuthEnabled) schemes.delete('digest');
    this.plainSchemes = schemes;
    this.secureSchemes = new Set([...schemes, 'x509']);
    this.context = { zxid: 0 as Zxid, timeMs: 0, session: null, ids: NO_IDS, schemes };
  }

  fill(zxid: Zxid, session: Session | null, connection: Connection | null, at: Instant): WriteContext {
    const { context } = this;
    context.zxid = zxid;
    context.timeMs = at.wallMs;
    context.session = session;
    context.ids = connection === null ? NO_IDS : connection.ids;
    context.schemes = connection?.origin.secure === true ? this.secureSchemes : this.plainSchemes;
    return context;
  }
}
