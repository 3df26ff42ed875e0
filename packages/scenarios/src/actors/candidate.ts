import { type CandidateState, LeaderElection } from '@vivarium/client';
import { type Actor, untilAborted } from './part.ts';

/** Registers as `master-…`, and leads or stands by until it withdraws. */
export function candidate(path: string): Actor {
  return async (part) => {
    const election = new LeaderElection(part.client, path, { id: part.name, layout: 'master' });
    let registered: string | null = null;
    const register = (mine: string, zxid: number | null): void => {
      if (registered !== mine) part.tell('registered', { path: mine, zxid });
      registered = mine;
    };
    const lost = new Promise<never>((_resolve, reject) => {
      election.subscribe((state: CandidateState) => {
        if (state.name === 'standby') {
          register(state.path, null);
          part.tell('standsBy', { path: state.path, about: state.ahead });
        } else if (state.name === 'leading') {
          register(state.lease.path, state.lease.token);
          part.tell('leads', { path: state.lease.path, zxid: state.lease.token });
        } else if (state.name === 'lost') reject(state.error);
      });
    });
    lost.catch(() => undefined);
    election.start();
    await untilAborted(part.signal, lost);
    await election.close();
  };
}
