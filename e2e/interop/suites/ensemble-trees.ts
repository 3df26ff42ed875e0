import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Conversation, type Ensemble, freshDirectory } from '../../harness/index.ts';
import type { SuiteReport } from '../report.ts';

/** Has the Java client obey one command; throws with its stack trace when it fails. */
export async function tell(client: Conversation, command: string): Promise<void> {
  const printed = await client.say(command, /^(done|failed) .*$/m, 90_000);
  if (/^failed /m.test(printed)) throw new Error(`${command}\n${printed}`);
}

/** Every member shows the same nodes with the same data, stats and ACLs, read from each by a client of its own. */
export async function compareTrees(
  report: SuiteReport,
  name: string,
  ensemble: Ensemble,
  client: Conversation,
): Promise<void> {
  const directory = freshDirectory('trees');
  const trees: string[] = [];
  for (const { sid, server } of ensemble.members) {
    const file = join(directory, `member-${sid}.txt`);
    await tell(client, `dump ${file} ${server.address}`);
    trees.push(withoutStartTimes(readFileSync(file, 'utf8')));
  }
  const nodes = trees[0]!.split('\n').filter((line) => line.startsWith('/')).length;
  const digest = createHash('sha256').update(trees[0]!).digest('hex').slice(0, 16);
  const members = ensemble.members.map(({ sid, kind }) => `${sid} ${kind}`).join(', ');
  report.note(`${name}: ${nodes} nodes, sha256 ${digest} on ${members}`);
  for (const [index, tree] of trees.entries()) {
    if (index > 0) report.compare(`${name}: the tree of member ${index + 1}`, trees[0]!, tree);
  }
}

/** Each member writes the configuration node when it starts, with its own clock. */
function withoutStartTimes(tree: string): string {
  return tree.replace(/(^\/zookeeper\/config\n.*\n.*? ctime=\d+ mtime=)\d+/m, '$1<start>');
}
