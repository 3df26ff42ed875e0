import { ErrorCode } from '@vivarium/jute';
import { hasCode, type Term } from './term.ts';

/**
 * Makes a node and those above it, where they are missing. Containers, as Curator makes them: the server takes
 * them away when the last child has gone. Servers before 3.5 get persistent nodes.
 */
export async function ensurePath(term: Term, path: string): Promise<void> {
  if (path === '/') return;
  for (;;) {
    try {
      await createOne(term, path);
      return;
    } catch (error) {
      if (!hasCode(error, ErrorCode.noNode)) throw error;
      await ensurePath(term, parentOf(path));
    }
  }
}

async function createOne(term: Term, path: string): Promise<void> {
  const { client } = term;
  try {
    await term.repeat((call) => client.create(path, null, { ...call, mode: 'container' }));
  } catch (error) {
    if (hasCode(error, ErrorCode.nodeExists)) return;
    if (!hasCode(error, ErrorCode.unimplemented)) throw error;
    try {
      await term.repeat((call) => client.create(path, null, call));
    } catch (second) {
      if (!hasCode(second, ErrorCode.nodeExists)) throw second;
    }
  }
}

export function parentOf(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash <= 0 ? '/' : path.slice(0, slash);
}

export function childOf(path: string, name: string): string {
  return path === '/' ? `/${name}` : `${path}/${name}`;
}
