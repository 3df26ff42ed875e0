import type { DataTree } from '@vivarium/engine';
import type { EnsembleView, MemberView } from '@vivarium/timeline';
import { type EnsembleWatch, watchEnsemble } from '../../../apps/server/src/ensemble/watch-ensemble.ts';
import { fourLetterWord } from '../../harness/index.ts';

const patienceMs = 60_000;
const pollMs = 20;

/** The dashboard's view of an ensemble that it did not start, without its page. */
export class Onlooker {
  readonly watch: EnsembleWatch;

  constructor(address: string, dataDir: string) {
    const members = address.split(',').map((name, at) => {
      const port = Number(name.slice(name.lastIndexOf(':') + 1));
      return { id: at + 1, name, host: '127.0.0.1', port };
    });
    this.watch = watchEnsemble(
      {
        members,
        label: address,
        pollIntervalMs: 1_000,
        canary: false,
        embedded: false,
        inside: { probe: true, tap: true, dataDir, key: address },
      },
      Date.now,
    );
  }

  get view(): EnsembleView {
    return this.watch.picture.current;
  }

  get tree(): DataTree {
    const { tree } = this.watch.inside;
    if (tree === null) throw new Error('there is no replica');
    return tree;
  }

  member(sid: number): MemberView | undefined {
    return this.view.members.find(({ id }) => id === sid);
  }

  /** Resolves when both means work and the tap follows the leader. */
  async untilSeen(): Promise<void> {
    const { view } = this;
    await this.until('probe and tap', () => {
      const { means, verdict } = this.view;
      const isOn = means['election-probe'].name === 'on' && means['observer-tap'].name === 'on';
      return isOn && this.watch.inside.isStreaming && verdict.kind === 'led';
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${JSON.stringify({ before: view.means, after: this.view.means })}`);
    });
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const started = performance.now();
    while (!isSo()) {
      if (performance.now() - started > patienceMs)
        throw new Error(`no ${what} in ${patienceMs} ms: ${JSON.stringify(this.view.members)}`);
      await new Promise((resolve) => setTimeout(resolve, pollMs));
    }
  }

  /** How often each member has looked for a leader, by its own count. */
  async looks(): Promise<(string | undefined)[]> {
    const answers = await Promise.all(
      this.watch.members.map(({ port }) => fourLetterWord(port, 'mntr', 5_000)),
    );
    return answers.map((text) => /^zk_looking_count\t(\d+)/m.exec(text)?.[1]);
  }

  async close(): Promise<void> {
    await this.watch.close();
  }
}
