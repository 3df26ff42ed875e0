import { ZooKeeperError } from '@vivarium/client';
import { ErrorCode } from '@vivarium/jute';
import { permissionsText } from '../acl-text.ts';
import { type Command, flag, type Json } from '../command.ts';
import { joinPath, linkTo, type Part } from '../line.ts';
import { printStat, statJson } from '../print-stat.ts';
import { ShellError } from '../shell-error.ts';
import { byUnits, visit } from '../visit.ts';

const STATS = flag('s', 'stats');
const WATCH = flag('w', 'watch');
const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

/** Data as zkCli.sh shows it: as UTF-8, and a node that was given none as "null". */
export const dataText = (data: Uint8Array | null): string => (data === null ? 'null' : utf8.decode(data));

const get: Command = {
  name: 'get',
  usage: '[-s] [-w] path',
  right: 'view',
  syntax: { options: [STATS, WATCH] },
  leastWords: 2,
  deprecated: 'get path [watch]',
  async run(call) {
    const path = call.path();
    const { data, stat } = await call.zk.getData(path, { ...call.request, ...call.watch('data') });
    call.world.out(dataText(data));
    if (call.has('s')) printStat(call.world, stat);
    return { path, data: data === null ? null : dataText(data), stat: statJson(stat) };
  },
};

const stat: Command = {
  name: 'stat',
  usage: '[-w] path',
  right: 'view',
  syntax: { options: [WATCH] },
  leastWords: 2,
  deprecated: 'stat path [watch]',
  async run(call) {
    const path = call.path();
    const found = await call.zk.exists(path, { ...call.request, ...call.watch('data') });
    if (found === null) throw new ZooKeeperError(ErrorCode.noNode, path);
    printStat(call.world, found);
    return { path, stat: statJson(found) };
  },
};

const ls: Command = {
  name: 'ls',
  usage: '[-s] [-w] [-R] path',
  right: 'view',
  syntax: { options: [flag('?', 'help'), flag('R', 'recurse'), flag('s', 'stat'), WATCH] },
  leastWords: 1,
  deprecated: 'ls path [watch]',
  async run(call) {
    const { out } = call.world;
    if (call.has('?')) {
      out('usage: ls [options] path');
      for (const { letter, words } of ls.syntax.options) out(` -${letter}   ${words}`);
    }
    if (call.words.length < 2) throw new ShellError(`ls ${ls.usage}`);
    const path = call.path();
    if (call.has('R')) {
      const paths: string[] = [];
      for await (const found of visit(call, path)) {
        out(linkTo(found));
        paths.push(found);
      }
      return { path, paths };
    }
    const { children, stat } = await call.zk.getChildren(path, { ...call.request, ...call.watch('child') });
    children.sort(byUnits);
    const parts = children.flatMap((name, at): Part[] => {
      const link = linkTo(joinPath(path, name), name);
      return at === 0 ? [link] : [', ', link];
    });
    out('[', ...parts, ']');
    if (call.has('s')) printStat(call.world, stat);
    return { path, children, stat: statJson(stat) };
  },
};

const getAcl: Command = {
  name: 'getAcl',
  usage: '[-s] path',
  right: 'view',
  syntax: { options: [STATS] },
  leastWords: 2,
  async run(call) {
    const path = call.path();
    const { acl, stat } = await call.zk.getACL(path, call.request);
    for (const { scheme, id, perms } of acl) {
      call.world.out(`'${scheme},'${id}`);
      call.world.out(`: ${permissionsText(perms)}`);
    }
    if (call.has('s')) printStat(call.world, stat);
    const list = acl.map(({ scheme, id, perms }) => ({ scheme, id, perms: permissionsText(perms) }));
    return { path, acl: list, stat: statJson(stat) };
  },
};

const getAllChildrenNumber: Command = {
  name: 'getAllChildrenNumber',
  usage: 'path',
  right: 'view',
  syntax: { options: [] },
  leastWords: 2,
  async run(call) {
    const path = call.path();
    const count = await call.zk.getAllChildrenNumber(path, call.request);
    call.world.out(String(count));
    return { path, count };
  },
};

const getEphemerals: Command = {
  name: 'getEphemerals',
  usage: 'path',
  right: 'view',
  syntax: { options: [] },
  leastWords: 1,
  async run(call) {
    const prefix = call.words.length < 2 ? '/' : call.path();
    const paths = await call.zk.getEphemerals(prefix, call.request);
    const parts = paths.flatMap((path, at): Part[] => (at === 0 ? [linkTo(path)] : [', ', linkTo(path)]));
    call.world.out('[', ...parts, ']');
    return { prefix, paths };
  },
};

const sync: Command = {
  name: 'sync',
  usage: 'path',
  right: 'view',
  syntax: { options: [] },
  leastWords: 2,
  async run(call) {
    const path = call.path();
    try {
      await call.zk.sync(path, call.request);
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      call.world.out(`Sync has failed. rc=${error.code}`);
      return { path, synced: false, code: error.codeName };
    }
    call.world.out('Sync is OK');
    return { path, synced: true };
  },
};

const version: Command = {
  name: 'version',
  usage: '',
  right: 'view',
  syntax: { options: [] },
  leastWords: 1,
  async run({ words, world }) {
    if (words.length > 1) throw new ShellError('version ');
    world.out(`ZooKeeper CLI version: ${world.version}`);
    return { version: world.version };
  },
};

const whoami: Command = {
  name: 'whoami',
  usage: '',
  right: 'view',
  syntax: { options: [] },
  leastWords: 1,
  async run(call): Promise<Json> {
    const identities = await call.zk.whoAmI(call.request);
    call.world.out('Auth scheme: User');
    for (const { scheme, user } of identities) call.world.out(`${scheme}: ${user}`);
    return { identities: identities.map(({ scheme, user }) => ({ scheme, user })) };
  },
};

const addauth: Command = {
  name: 'addauth',
  usage: 'scheme auth',
  right: 'view',
  syntax: { options: [] },
  leastWords: 2,
  async run(call) {
    const scheme = call.words[1]!;
    try {
      await call.zk.addAuth(scheme, call.words[2] ?? '', call.request);
    } catch (error) {
      // The session ends, which the shell tells in its own line; Apache's shell does not wait for the answer at all.
      if (!(error instanceof ZooKeeperError)) throw error;
    }
    return { scheme };
  },
};

/** Commands that change no znode. */
export const READ_COMMANDS: readonly Command[] = [
  get,
  stat,
  ls,
  getAcl,
  getAllChildrenNumber,
  getEphemerals,
  sync,
  version,
  whoami,
  addauth,
];
