import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEnsemble } from '../../src/embedded/embedded-ensemble.ts';
import type { EnsembleSize } from '../../src/embedded/layout.ts';
import type { MemberEvent } from '../../src/server/event-feed.ts';
import { lineLogger } from '../../src/server/logger.ts';
import { RawClient } from '../server/raw-client.ts';

type Of<T extends MemberEvent['type']> = Extract<MemberEvent, { type: T }>;

/** An embedded ensemble whose events a test waits for. Each is waited for once: what was seen is behind. */
export class WatchedEnsemble {
  readonly ensemble: EmbeddedEnsemble;
  readonly events: MemberEvent[] = [];
  private seen = 0;
  private wake: () => void = () => {};

  constructor(ensemble: EmbeddedEnsemble) {
    this.ensemble = ensemble;
    ensemble.subscribe((event) => {
      this.events.push(event);
      this.wake();
    });
  }

  /** The next event of a type that fits, after those that were waited for. */
  async next<T extends MemberEvent['type']>(
    type: T,
    fits: (event: Of<T>) => boolean = () => true,
  ): Promise<Of<T>> {
    for (let at = this.seen; ; at += 1) {
      while (at >= this.events.length) {
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
      const event = this.events[at] as MemberEvent;
      if (event.type === type && fits(event as Of<T>)) {
        this.seen = at + 1;
        return event as Of<T>;
      }
    }
  }

  /** Passes over everything that happened so far. */
  forget(): void {
    this.seen = this.events.length;
  }

  /** Who is told to lead first; what was told before that is not behind then. */
  async leader(): Promise<number> {
    const from = this.seen;
    const { member } = await this.next('modeChanged', ({ mode }) => mode === 'leader');
    this.seen = from;
    return member;
  }

  /** Waits until each of these was told to have a part, in whatever order. */
  async serving(...sids: number[]): Promise<void> {
    const missing = new Set(sids);
    const from = this.seen;
    while (missing.size > 0) {
      const { member } = await this.next('modeChanged', ({ mode }) => mode !== 'looking');
      missing.delete(member);
    }
    this.seen = from;
  }

  async client(sid: number): Promise<RawClient> {
    const member = this.ensemble.members.find((each) => each.sid === sid);
    if (member === undefined) throw new Error(`no member ${sid}`);
    const client = await RawClient.dial(member.clientPort);
    await client.open();
    return client;
  }
}

const folders: string[] = [];
const started: WatchedEnsemble[] = [];

export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-'));
  folders.push(folder);
  return folder;
}

/** Ticks of 500 ms: what waits for a limit waits a quarter of the usual time. */
export async function startEnsemble(dataDir: string, size: EnsembleSize | null): Promise<WatchedEnsemble> {
  const ensemble = await EmbeddedEnsemble.prepare({
    dataDir,
    size,
    anyPorts: true,
    logger: lineLogger(() => {}),
    settings: { tickTime: '500' },
  });
  const watched = new WatchedEnsemble(ensemble);
  started.push(watched);
  await ensemble.start();
  return watched;
}

export async function endEnsembles(): Promise<void> {
  for (const { ensemble } of started.splice(0)) await ensemble.stop();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
}
