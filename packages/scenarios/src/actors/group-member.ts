import { Group, Membership } from '@vivarium/client';
import { type Actor, untilAborted } from './part.ts';

/** Joins a group under its name, sees who comes and goes, and leaves when it is told to. */
export function groupMember(path: string): Actor {
  return async (part) => {
    const membership = new Membership(part.client, path, part.name, part.name);
    const lost = new Promise<never>((_resolve, reject) => {
      membership.subscribe((state) => {
        if (state.name === 'joined') part.tell('joined', { path: membership.path, zxid: state.czxid });
        else if (state.name === 'lost') reject(state.error);
      });
    });
    lost.catch(() => undefined);
    const group = new Group(part.client, path);
    group.subscribe((what, id) => {
      if (id === part.name || what === 'changed') return;
      part.tell(what === 'joined' ? 'seesJoin' : 'seesLeave', { path, about: id });
    });
    await untilAborted(part.signal, lost);
    part.tell('left', { path: membership.path });
    await group.close();
    await membership.leave();
  };
}
