import type { ConsequenceView, ControlBody } from '@vivarium/contract';
import { ControlError, type EmbeddedEnsemble } from '@vivarium/host';
import { type Control, consequenceOf, cutsAfter, type MemberView } from '@vivarium/timeline';
import type { AuditLog } from '../audit/audit-log.ts';
import { refuse } from '../faults.ts';
import type { Author } from '../guard/author.ts';
import type { EnsemblePicture } from './picture.ts';

/** What may be done to the members of the embedded ensemble, each recorded before it is done. */
export class EnsembleControls {
  readonly #ensemble: EmbeddedEnsemble;
  readonly #picture: EnsemblePicture;
  readonly #audit: AuditLog;
  readonly #connection: string;

  constructor(ensemble: EmbeddedEnsemble, picture: EnsemblePicture, audit: AuditLog, connection: string) {
    this.#ensemble = ensemble;
    this.#picture = picture;
    this.#audit = audit;
    this.#connection = connection;
  }

  /** What will follow, as it was when the control was given. Resolves when the control took hold. */
  async act(control: ControlBody, author: Author): Promise<ConsequenceView> {
    const { verdict } = this.#picture.current;
    // What was done a moment ago may not be in the picture yet.
    const members = this.#picture.current.members.map((member) => ({
      ...member,
      thread: this.#threadOf(member.id),
    }));
    const { cuts } = this.#ensemble;
    const ids = this.#ensemble.members.map(({ sid }) => sid);
    const named = 'member' in control ? [control.member] : [control.a, control.b];
    if (named.some((id) => !ids.includes(id))) throw refuse('NO_SUCH_MEMBER');
    if (named[0] === named[1]) throw refuse('BAD_REQUEST');
    const leader = verdict.kind === 'led' ? verdict.leader : null;
    const consequence = consequenceOf({ members, cuts, leader }, control);
    const record = await this.#begin(control, author);
    try {
      await this.#carryOut(control, ids);
    } catch (error) {
      const code = error instanceof ControlError ? error.code : 'failed';
      await this.#audit.end([[record, code]]).catch(() => 0);
      if (error instanceof ControlError) throw refuse(error.code);
      throw error;
    }
    // What was done is not undone by a lost outcome line.
    await this.#audit.end([[record, 'ok']]).catch(() => 0);
    return { ...consequence, cutOff: [...consequence.cutOff] };
  }

  #threadOf(id: number): MemberView['thread'] {
    const isOurs = this.#ensemble.members.some(({ sid }) => sid === id);
    return isOurs ? this.#ensemble.stateOf(id) : null;
  }

  async #begin(control: ControlBody, author: Author): Promise<number> {
    const members = 'member' in control ? [control.member] : [control.a, control.b];
    try {
      return await this.#audit.beginControl({
        who: author.who,
        from: author.from,
        connection: this.#connection,
        op: control.action,
        members,
        forMs: control.action === 'pause' ? control.forMs : null,
      });
    } catch {
      throw refuse('AUDIT_FAILED');
    }
  }

  async #carryOut(control: Control, ids: readonly number[]): Promise<void> {
    const ensemble = this.#ensemble;
    switch (control.action) {
      case 'kill':
        return ensemble.kill(control.member);
      case 'restart':
        return ensemble.restart(control.member);
      case 'pause':
        return ensemble.pause(control.member, control.forMs);
      case 'resume':
        return ensemble.resume(control.member);
      default: {
        const about = 'member' in control ? control.member : 0;
        ensemble.setCuts(cutsAfter(ensemble.cuts, control, ids), control.action, about);
      }
    }
  }
}
