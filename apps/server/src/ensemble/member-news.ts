import { type EnsembleView, isSilent, type Mode, type TimelineEvent } from '@vivarium/timeline';
import type { Hub } from '../stream/hub.ts';

interface Known {
  readonly isUp: boolean;
  readonly mode: Mode | null;
}

/** Puts what befalls members into the event list: one comes up, falls silent, changes its mode. */
export class MemberNews {
  readonly #hub: Hub;
  readonly #known = new Map<number, Known>();

  constructor(hub: Hub) {
    this.#hub = hub;
  }

  /** Takes the view after an event. */
  look(event: TimelineEvent, view: EnsembleView): void {
    const member = view.members.find(({ id }) => id === event.member);
    if (member === undefined || (member.mode === null && member.failure === null)) return;
    const before = this.#known.get(member.id) ?? { isUp: false, mode: null };
    const isUp = !isSilent(member);
    const { mode, name } = member;
    if (before.isUp === isUp && (before.mode === mode || !isUp) && this.#known.has(member.id)) return;
    this.#known.set(member.id, { isUp, mode });
    if (!isUp) {
      this.#hub.tell('memberDown', { member: name, detail: member.failure?.cause ?? null });
      return;
    }
    if (!before.isUp) this.#hub.tell('memberUp', { member: name });
    this.#hub.tell('modeChanged', { member: name, detail: `Mode: ${mode ?? 'unknown'}` });
  }
}
