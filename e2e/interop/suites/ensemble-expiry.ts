import { setTimeout as delay } from 'node:timers/promises';
import { type Ensemble, RawSession } from '../../harness/index.ts';

const timeoutMs = 2_000;
/** The leader rounds up to its next tick, and learners tell it once in half a tick who was heard. */
const slackMs = 4_000;

/** The connection of a session is lost through each member in turn; its ephemeral goes in time on all, never early. */
export async function expireEphemeral(ensemble: Ensemble, root: string): Promise<void> {
  const sessions: RawSession[] = [];
  const watching = await Promise.all(ensemble.members.map(({ server }) => RawSession.open(server.port)));
  for (const { sid, server } of ensemble.members) {
    const session = await RawSession.open(server.port, timeoutMs);
    if (session.timeoutMs !== timeoutMs) throw new Error(`negotiated ${session.timeoutMs} ms`);
    const reply = await session.create(`${root}-${sid}`, '', 1);
    if (reply?.error !== 0) throw new Error(`an ephemeral through member ${sid}: ${reply?.error}`);
    sessions.push(session);
  }
  const lostMs = performance.now();
  for (const session of sessions) session.abandon();
  for (const [index, session] of watching.entries()) {
    if ((await session.sync('/'))?.error !== 0) throw new Error(`member ${index + 1} does not sync`);
  }
  for (;;) {
    const left: string[] = [];
    for (const { sid } of ensemble.members) {
      for (const [index, session] of watching.entries()) {
        const found = await session.getData(`${root}-${sid}`);
        if (found !== undefined) left.push(`${root}-${sid} on member ${index + 1}`);
      }
    }
    const elapsedMs = performance.now() - lostMs;
    if (elapsedMs < timeoutMs - 100 && left.length < watching.length ** 2) {
      throw new Error(`gone after ${elapsedMs} ms of ${timeoutMs}: there are only ${left.join(', ')}`);
    }
    if (left.length === 0) break;
    if (elapsedMs > timeoutMs + slackMs) throw new Error(`still there: ${left.join(', ')}`);
    await delay(20);
  }
  for (const session of watching) session.abandon();
}
