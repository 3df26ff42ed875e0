import type { RemovableWatch, WatchMode } from '@vivarium/client';
import { type Command, flag, valued } from '../command.ts';
import { ShellError } from '../shell-error.ts';

const MODES: Readonly<Record<string, WatchMode>> = {
  PERSISTENT: 'persistent',
  PERSISTENT_RECURSIVE: 'persistentRecursive',
};

const addWatch: Command = {
  name: 'addWatch',
  usage:
    '[-m mode] path # optional mode is one of [PERSISTENT, PERSISTENT_RECURSIVE] - default is PERSISTENT_RECURSIVE',
  right: 'view',
  syntax: { options: [valued('m', '')] },
  leastWords: 2,
  async run(call) {
    const name = call.has('m') ? call.value('m').toUpperCase() : 'PERSISTENT_RECURSIVE';
    const mode = Object.hasOwn(MODES, name) ? MODES[name] : undefined;
    if (mode === undefined || call.words.length !== 2) throw new ShellError(`addWatch ${addWatch.usage}`);
    const path = call.path();
    await call.zk.watchWith(path, mode, call.world.watchers.persistent, call.request);
    return { path, mode: name };
  },
};

const removewatches: Command = {
  name: 'removewatches',
  usage: 'path [-c|-d|-a] [-l]',
  right: 'view',
  syntax: {
    options: [
      flag('c', 'child watcher type'),
      flag('d', 'data watcher type'),
      flag('a', 'any watcher type'),
      flag('l', 'remove locally when there is no server connection'),
    ],
  },
  leastWords: 2,
  async run(call) {
    const type: RemovableWatch = call.has('c') ? 'children' : call.has('d') ? 'data' : 'any';
    const path = call.path();
    await call.world.watchesRemoved(path, () => call.zk.removeWatches(path, type, call.request));
    return { path, type };
  },
};

export const WATCH_COMMANDS: readonly Command[] = [addWatch, removewatches];
