import type { SessionId } from '@vivarium/jute';
import { treeDigest } from '../tree/digest.ts';
import type { MemberConfig } from './config.ts';
import type { MemberInput } from './input.ts';
import type { Outbox } from './outbox.ts';
import type { RecoveredState } from './recovered-state.ts';
import { Service } from './service.ts';
import type { ConnectionView, MemberView, SessionView, WatchView } from './view.ts';

/**
 * A standalone member as a state machine: inputs in, orders out, nothing else. `step` runs to completion and throws
 * only when an assertion fails, after which the member is not to be used again.
 */
export class Member {
  private readonly service: Service;

  /** `seed` decides, with the configuration, after how many transactions a snapshot is taken. */
  constructor(config: MemberConfig, recovered: RecoveredState, seed: number) {
    this.service = new Service(config, recovered, seed);
  }

  step(input: MemberInput, outbox: Outbox): void {
    // Alone, what is durable is committed.
    if (input.type === 'flushed') this.service.commit(input.zxid, input.at, outbox);
    else this.service.step(input, outbox);
  }

  view(): MemberView {
    return this.service.views.view(this.service.shownMode, this.service.isServing);
  }

  connectionViews(): ConnectionView[] {
    return this.service.views.connectionViews();
  }

  sessionViews(): SessionView[] {
    return this.service.views.sessionViews();
  }

  /** Data watches, as `wchp` lists them: the sessions that watch a path. */
  watchesByPath(): Map<string, SessionId[]> {
    return this.service.views.watchesByPath();
  }

  /** Data watches, as `wchc` lists them: the paths that a session watches. */
  watchesBySession(): Map<SessionId, string[]> {
    return this.service.views.watchesBySession();
  }

  /** All watches, which `wchc` and `wchp` tell only a part of. */
  watchViews(): WatchView[] {
    return this.service.views.watchViews();
  }

  /** The ephemerals of each session that has any. */
  ephemerals(): Map<SessionId, string[]> {
    return this.service.views.ephemerals();
  }

  /** The digest of the whole tree, which is walked for it: for comparing members at rest. */
  treeDigest(): bigint {
    return treeDigest(this.service.tree);
  }

  /** What `srst` asks for. */
  resetStatistics(): void {
    this.service.views.resetStatistics();
  }

  /** What `crst` asks for. */
  resetConnectionStatistics(): void {
    this.service.views.resetConnectionStatistics();
  }
}
