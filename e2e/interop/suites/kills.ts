import { startServer } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';
import { Round, summariseKills } from './kill-rounds.ts';

const kills = 60;
const acknowledgedInTotal = 100_000;

/** kill -9 under load: what was acknowledged is there after the restart, sixty times. */
export const killsSuite: Suite = { name: 'kill -9', run: killUnderLoad };

async function killUnderLoad(report: SuiteReport): Promise<void> {
  const server = await startServer({ kind: subject });
  const recoveriesMs: number[] = [];
  const rounds: Round[] = [];
  const target = { ports: [server.port], kill: () => server.kill(), logs: () => server.logs() };
  try {
    for (let index = 0; index < kills; index += 1) {
      const round = new Round(index, Math.ceil(acknowledgedInTotal / kills));
      await round.writeUntilKilled(target);
      await server.start();
      recoveriesMs.push(server.startedInMs);
      rounds.push(round);
      await report.check(`kill ${index + 1}`, () => round.verify(server.port));
    }
    await report.check('everything once more after the last kill', async () => {
      for (const round of rounds) await round.verify(server.port);
    });
    summariseKills(report, rounds, recoveriesMs, acknowledgedInTotal);
  } finally {
    await server.kill();
  }
}
