import type { Connection } from '../member/connection.ts';
import type { Instant } from '../member/input.ts';
import type { Session } from '../session/session.ts';

/** What the pipeline asks of the member around it. */
export interface PipelineOwner {
  close(connection: Connection, cause: string): void;
  /** The session's transaction is committed: its client may be told. */
  sessionOpened(connection: Connection, session: Session, at: Instant): void;
  /** The session is no more. `asked`: by its client, who has the reply in hand. */
  sessionClosed(session: Session, asked: boolean): void;
}
