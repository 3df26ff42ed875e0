import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { apacheClassPath, run, vivariumCommand } from '../../harness/index.ts';
import type { SuiteReport } from '../report.ts';

const persistence = 'org.apache.zookeeper.server.persistence.TxnLogToolkit';
const formatter = 'org.apache.zookeeper.server.SnapshotFormatter';
/** Some of each kind are enough, and starting a Java machine per file is not free. */
const filesOfAKind = 3;

/**
 * Whoever wrote a file of this data directory, Apache's own tools and ours must read the same in it: of a log each
 * record's session, cxid and zxid, of a snapshot each node's czxid and mzxid, and the sessions.
 */
export async function compareTools(report: SuiteReport, name: string, dataDir: string): Promise<void> {
  const folder = join(dataDir, 'version-2');
  const files = readdirSync(folder).sort();
  for (const log of spread(files.filter((file) => file.startsWith('log.')))) {
    const theirs = await printed('java', ['-cp', apacheClassPath, persistence, join(folder, log)]);
    const ours = await printed(vivariumCommand.file, [
      ...vivariumCommand.args,
      'log',
      'print',
      join(folder, log),
    ]);
    report.compare(`${name}: both print ${log}`, records(theirs), records(ours));
  }
  for (const snapshot of spread(files.filter((file) => file.startsWith('snapshot.')))) {
    const path = join(folder, snapshot);
    const theirs = await printed('java', ['-cp', apacheClassPath, formatter, path]);
    const ours = await printed(vivariumCommand.file, [...vivariumCommand.args, 'snapshot', 'print', path]);
    report.compare(`${name}: both print ${snapshot}`, apacheNodes(theirs), ourNodes(ours));
  }
}

function spread(files: readonly string[]): string[] {
  const step = Math.max(1, files.length / filesOfAKind);
  return files.filter((_, at) => Math.floor(at / step) !== Math.floor((at - 1) / step));
}

async function printed(file: string, args: readonly string[]): Promise<string> {
  const quiet = { JAVA_TOOL_OPTIONS: '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn -Dfile.encoding=UTF-8' };
  const finished = await run(file, args, { env: quiet });
  if (finished.code !== 0)
    throw new Error(`${file} ${args.join(' ')}\n${finished.stdout}\n${finished.stderr}`);
  return finished.stdout;
}

function records(text: string): string {
  return (text.match(/session 0x[0-9a-f]+ cxid 0x[0-9a-f]+ zxid 0x[0-9a-f]+/g) ?? []).join('\n');
}

function apacheNodes(text: string): string {
  const nodes = text.matchAll(/^(\/.*)\n {2}cZxid = 0x0*([0-9a-f]+)\n.*\n {2}mZxid = 0x0*([0-9a-f]+)\n/gm);
  const sessions = text.matchAll(/^(0x[0-9a-f]+), (\d+), \d+$/gm);
  return sorted(
    [...nodes].map(([, path, czxid, mzxid]) => `${path} ${czxid} ${mzxid}`),
    [...sessions].map(([, id, timeoutMs]) => `${id} ${timeoutMs}`),
  );
}

function ourNodes(text: string): string {
  const nodes = text.matchAll(/^(".*") czxid 0x([0-9a-f]+) mzxid 0x([0-9a-f]+) /gm);
  const sessions = text.matchAll(/^session (0x[0-9a-f]+) (\d+) ms$/gm);
  return sorted(
    [...nodes].map(([, path, czxid, mzxid]) => `${JSON.parse(path!) as string} ${czxid} ${mzxid}`),
    [...sessions].map(([, id, timeoutMs]) => `${id} ${timeoutMs}`),
  );
}

function sorted(nodes: readonly string[], sessions: readonly string[]): string {
  return [...nodes]
    .sort()
    .concat([...sessions].sort())
    .join('\n');
}
