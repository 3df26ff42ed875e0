import { Conversation, startServer } from '../../harness/index.ts';
import { compileJava } from '../java-programs.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';

/** Curator's locks, latches and caches, unchanged, on our server. */
export const curatorSuite: Suite = { name: 'curator', run: proveRecipes };

const untilEnd = /^restart$|^(ok|failed) curator cache follows over a restart.*$/m;

async function proveRecipes(report: SuiteReport): Promise<void> {
  const program = await compileJava('CuratorRecipes');
  const server = await startServer({ kind: subject });
  try {
    const recipes = new Conversation('java', [...program, server.address]);
    let printed = await recipes.heard(untilEnd, 180_000);
    if (/^restart$/m.test(printed)) {
      await server.restart();
      printed += await recipes.say('restarted', /^(ok|failed) .*over a restart.*$/m, 60_000);
    }
    await recipes.end();
    for (const line of new Set(printed.split('\n'))) {
      if (line.startsWith('ok ')) report.pass();
      if (line.startsWith('failed ')) report.fail(line.slice('failed '.length), printed);
    }
  } finally {
    await server.stop();
  }
}
