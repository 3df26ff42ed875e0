import { type Ensemble, RawSession } from '../../harness/index.ts';

const sessionsEach = 4;
const rounds = 60;
const patienceMs = 30_000;

/**
 * Several sessions on every member pipeline writes and syncs. An Apache follower keeps what all its sessions wait for in
 * one queue: answered in another order than they asked, it answers nobody any more.
 */
export async function pipelineSyncs(ensemble: Ensemble, root: string): Promise<void> {
  const sessions: { readonly session: RawSession; readonly sid: number; readonly path: string }[] = [];
  for (const { sid, server } of ensemble.members) {
    for (let index = 0; index < sessionsEach; index += 1) {
      const session = await RawSession.open(server.port, 10_000, undefined, patienceMs);
      sessions.push({ session, sid, path: `${root}-${sid}-${index}` });
    }
  }
  await Promise.all(
    sessions.map(async ({ session, sid, path }, offset) => {
      const replies = [session.create(path, '')];
      for (let round = 0; round < rounds; round += 1) {
        const isSync = (round + offset) % 2 === 0;
        replies.push(isSync ? session.sync(path) : session.setData(path, String(round)));
      }
      const answers = await Promise.all(replies);
      const unanswered = answers.filter((answer) => answer?.error !== 0).length;
      if (unanswered > 0) {
        throw new Error(`${unanswered} of ${answers.length} without a good answer on member ${sid}`);
      }
    }),
  );
  for (const { session } of sessions) session.abandon();
}
