import { type CreateModeName, ZooKeeperError } from '@vivarium/client';
import { type Acl, ErrorCode } from '@vivarium/jute';
import { parseAcl } from '../acl-text.ts';
import { checkPath } from '../check-path.ts';
import { type Command, type CommandCall, flag, readInt32, readLong, valued } from '../command.ts';
import { keeperMessage } from '../failure.ts';
import { linkTo } from '../line.ts';
import { printStat, statJson } from '../print-stat.ts';
import { ShellError } from '../shell-error.ts';
import { subtree, visit } from '../visit.ts';

const STATS = flag('s', 'stats');
const VERSION = valued('v', 'version');
const TTL_MAX_MS = 1_099_511_627_775;
const BATCH = 1000;
/** Batches in flight, as Apache's client has them. */
const BATCHES_AT_ONCE = 10;

const create: Command = {
  name: 'create',
  usage: '[-s] [-e] [-c] [-t ttl] path [data] [acl]',
  right: 'edit',
  syntax: {
    options: [flag('e', 'ephemeral'), flag('s', 'sequential'), flag('c', 'container'), valued('t', 'ttl')],
  },
  leastWords: 2,
  async run(call) {
    const { mode, ttlMs } = kindOf(call);
    const [, path = '', data, aclText] = call.words;
    const acl = aclText === undefined ? null : parseAcl(aclText, (words) => call.world.err(words));
    checkPath(path, call.has('s'));
    if (acl?.length === 0) {
      call.world.err('KeeperErrorCode = InvalidACL');
      throw emptyAcl();
    }
    const options = {
      mode,
      ...(ttlMs === null ? {} : { ttlMs }),
      ...(acl === null ? {} : { acl }),
      ...call.request,
    };
    try {
      const made = await call.zk.create(path, data ?? null, options);
      call.world.err('Created ', linkTo(made.path));
      return { path: made.path, stat: statJson(made.stat) };
    } catch (error) {
      tellMore(call, error);
      throw error;
    }
  },
};

/** Which of the kinds the letters ask for. @throws ShellError for those that exclude each other */
function kindOf(call: CommandCall): { readonly mode: CreateModeName; readonly ttlMs: number | null } {
  const [e, s, c, t] = ['e', 's', 'c', 't'].map((letter) => call.has(letter));
  if (c && (e || s)) {
    throw new ShellError(
      '-c cannot be combined with -s or -e. Containers cannot be ephemeral or sequential.',
    );
  }
  const ttlMs = t ? readLong(call.value('t'), '-t argument must be a long value') : null;
  if (t && e) throw new ShellError('TTLs cannot be used with Ephemeral znodes');
  if (t && c) throw new ShellError('TTLs cannot be used with Container znodes');
  if (ttlMs !== null && (ttlMs <= 0 || ttlMs > TTL_MAX_MS)) {
    throw new ShellError(`ttl must be positive and cannot be larger than: ${TTL_MAX_MS}`);
  }
  if (ttlMs !== null) return { mode: s ? 'persistentSequentialWithTTL' : 'persistentWithTTL', ttlMs };
  if (e) return { mode: s ? 'ephemeralSequential' : 'ephemeral', ttlMs };
  if (c) return { mode: 'container', ttlMs };
  return { mode: s ? 'persistentSequential' : 'persistent', ttlMs };
}

/** Apache's client does not even ask for an ACL without entries. */
const emptyAcl = (): ShellError => new ShellError('Acl is not valid : null', { code: 'INVALIDACL' });

/** Two refusals are said twice, as zkCli.sh says them. */
function tellMore(call: CommandCall, error: unknown): void {
  if (!(error instanceof ZooKeeperError)) return;
  if (error.code === ErrorCode.invalidACL) call.world.err(keeperMessage(error));
  if (error.code === ErrorCode.ephemeralOnLocalSession) {
    call.world.err('Unable to create ephemeral node on a local session');
  }
}

const set: Command = {
  name: 'set',
  usage: '[-s] [-v version] path data',
  right: 'edit',
  syntax: { options: [STATS, VERSION] },
  leastWords: 3,
  async run(call) {
    const version = call.version();
    const path = call.path();
    const stat = await call.zk.setData(path, call.words[2]!, { ...version, ...call.request });
    if (call.has('s')) printStat(call.world, stat);
    return { path, stat: statJson(stat) };
  },
};

const del: Command = {
  name: 'delete',
  usage: '[-v version] path',
  right: 'edit',
  syntax: { options: [VERSION] },
  leastWords: 2,
  async run(call) {
    if (call.words.length > 2) {
      call.world.err(
        "'delete path [version]' has been deprecated. Please use 'delete [-v version] path' instead.",
      );
    }
    const version = call.version();
    const path = call.path();
    // Below a chroot "/" would be the chroot's own node; Apache's client never means that one either.
    if (path === '/' && call.world.hasChroot) throw new ZooKeeperError(ErrorCode.badArguments, path);
    await call.zk.delete(path, { ...version, ...call.request });
    return { path };
  },
};

const deleteall: Command = {
  name: 'deleteall',
  usage: 'path [-b batch size]',
  right: 'edit',
  syntax: { options: [valued('b', 'batch size')] },
  leastWords: 2,
  async run(call) {
    const batch = call.has('b') ? readInt32(call.value('b'), '-b') : BATCH;
    const path = call.path();
    const paths = (await subtree(call, path)).reverse();
    const deleted = await deleteInBatches(call, paths, batch > 0 ? batch : paths.length);
    if (!deleted) call.world.err('Failed to delete some node(s) in the subtree!');
    return { path, deleted };
  },
};

/** Deletes the paths in order, several transactions at once; stops at the first that fails. */
async function deleteInBatches(call: CommandCall, paths: string[], batch: number): Promise<boolean> {
  let failed = false;
  const inFlight = new Set<Promise<unknown>>();
  for (let at = 0; at < paths.length && !failed; at += batch) {
    const transaction = call.zk.multi();
    for (const path of paths.slice(at, at + batch)) transaction.delete(path);
    const one = transaction.commit(call.request).catch((error: unknown) => {
      if (!(error instanceof ZooKeeperError)) throw error;
      failed = true;
    });
    inFlight.add(one);
    void one.finally(() => inFlight.delete(one)).catch(() => undefined);
    if (inFlight.size >= BATCHES_AT_ONCE) await Promise.race(inFlight);
  }
  await Promise.all(inFlight);
  return !failed;
}

const setAcl: Command = {
  name: 'setAcl',
  usage: '[-s] [-v version] [-R] path acl',
  right: 'edit',
  syntax: { options: [STATS, VERSION, flag('R', 'recursive')] },
  leastWords: 3,
  async run(call) {
    const acl = parseAcl(call.words[2]!, (words) => call.world.err(words));
    const version = call.version();
    const path = call.path();
    if (acl.length === 0) throw emptyAcl();
    if (call.has('R')) return setAclBelow(call, path, acl);
    const stat = await call.zk.setACL(path, acl, { ...version, ...call.request });
    if (call.has('s')) printStat(call.world, stat);
    return { path, stat: statJson(stat) };
  },
};

/** Every node from `root` down; what one of them refuses is printed and the rest goes on. */
async function setAclBelow(call: CommandCall, root: string, acl: readonly Acl[]) {
  const refused: string[] = [];
  let count = 0;
  for await (const path of visit(call, root)) {
    try {
      await call.zk.setACL(path, acl, { ...call.version(), ...call.request });
      count += 1;
    } catch (error) {
      if (!(error instanceof ZooKeeperError)) throw error;
      call.world.out(keeperMessage(error));
      refused.push(path);
    }
  }
  return { path: root, count, refused };
}

/** Commands that change znodes. */
export const WRITE_COMMANDS: readonly Command[] = [create, set, del, deleteall, setAcl];
