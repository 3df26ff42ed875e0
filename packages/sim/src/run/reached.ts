import type { Outbox } from '@vivarium/engine';

const NAMES = [
  'diff',
  'trunc',
  'snap',
  'electionStarted',
  'epochEstablished',
  'snapshotFinished',
  'sessionClosed',
  'diskFailed',
] as const;
type Name = (typeof NAMES)[number];

/** How often the members of a run came to what it is to try: a fault that changes nothing tries nothing. */
export class Reached {
  readonly counts = new Map<Name, number>();

  /** Told of every event as it happens. */
  heard: (sid: number, event: Outbox['events'][number]) => void = () => {};

  note(sid: number, events: Outbox['events']): void {
    for (const event of events) {
      this.heard(sid, event);
      const what = event.type === 'learnerSyncing' ? event.how : event.type;
      if (isName(what)) this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
    }
  }
}

function isName(what: string): what is Name {
  return (NAMES as readonly string[]).includes(what);
}
