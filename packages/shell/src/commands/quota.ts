import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { ErrorCode } from '@vivarium/jute';
import { checkPath } from '../check-path.ts';
import { type Command, type CommandCall, flag, type Json, valued } from '../command.ts';
import {
  countsPath,
  LIMITS,
  limitOf,
  limitsPath,
  parseQuota,
  QUOTA_ROOT,
  type QuotaField,
  type QuotaValues,
  quotaText,
} from '../quota.ts';
import { ShellError } from '../shell-error.ts';
import { visit } from '../visit.ts';
import { dataText } from './read.ts';

const LETTERS: readonly (readonly [string, QuotaField, string])[] = [
  ['n', 'count', 'num soft quota'],
  ['b', 'bytes', 'bytes soft quota'],
  ['N', 'countHardLimit', 'num hard quota'],
  ['B', 'byteHardLimit', 'bytes hard quota'],
];

const isMissing = (error: unknown): boolean =>
  error instanceof ZooKeeperError && error.code === ErrorCode.noNode;

async function read(zk: ZooKeeper, path: string): Promise<QuotaValues> {
  return parseQuota(dataText((await zk.getData(path)).data));
}

const listquota: Command = {
  name: 'listquota',
  usage: 'path',
  right: 'view',
  syntax: { options: [] },
  leastWords: 2,
  async run(call) {
    const path = call.words[1]!;
    const { err, out } = call.world;
    err(`absolute path is ${limitsPath(path)}`);
    checkPath(limitsPath(path));
    try {
      const limits = quotaText(await read(call.zk, limitsPath(path)));
      const counts = quotaText(await read(call.zk, countsPath(path)));
      out(`Output quota for ${path} ${limits}`);
      out(`Output stat for ${path} ${counts}`);
      return { path, limits, counts };
    } catch (error) {
      if (!isMissing(error)) throw error;
      err(`quota for ${path} does not exist.`);
      return { path, limits: null, counts: null };
    }
  },
};

const setquota: Command = {
  name: 'setquota',
  usage: '-n|-b|-N|-B val path',
  right: 'edit',
  syntax: { options: LETTERS.map(([letter, , words]) => valued(letter, words)), choice: 'required' },
  leastWords: 2,
  async run(call): Promise<Json> {
    const path = call.words[1]!;
    const { err } = call.world;
    if (path.startsWith(QUOTA_ROOT)) {
      err(`cannot set a quota under the path: ${QUOTA_ROOT}`);
      return null;
    }
    const asked = LETTERS.find(([letter]) => call.has(letter))!;
    const limit = limitFrom(call.value(asked[0]), asked[1], err);
    if (limit === null) return null;
    checkPath(path);
    if ((await call.zk.exists(path)) === null) throw new ShellError(`${path} does not exist.`);
    await refuseQuotaBelow(call, path);
    await refuseQuotaAbove(call.zk, path);
    const limits = await writeLimit(call, path, asked[1], limit);
    return { path, limits };
  },
};

/** The number to set, or null once it is said what is wrong with it. */
function limitFrom(text: string, field: QuotaField, err: (words: string) => void): number | null {
  const isCount = field.startsWith('count');
  const value = Number(text);
  const most = isCount ? 0x7fff_ffff : 2 ** 63;
  if (!/^[+-]?\d+$/.test(text) || value > most || value < -most - 1) {
    err('NumberFormatException happens when parsing the option value');
    return null;
  }
  if (isCount && value <= 0) err('the num quota must be greater than zero');
  else if (value < 0) err('the bytes quota must be greater than or equal to zero');
  else return value;
  return null;
}

async function refuseQuotaBelow(call: CommandCall, path: string): Promise<void> {
  const own = `${QUOTA_ROOT}${path}`;
  checkPath(own);
  try {
    for await (const found of visit(call, own)) {
      if (!found.endsWith(`/${LIMITS}`) || found === `${own}/${LIMITS}`) continue;
      const below = found.slice(QUOTA_ROOT.length, -LIMITS.length - 1);
      throw new ShellError(`${path} has a child ${below} which has a quota`);
    }
  } catch (error) {
    if (!isMissing(error)) throw error;
  }
}

async function refuseQuotaAbove(zk: ZooKeeper, path: string): Promise<void> {
  const names = path.split('/').slice(1, -1);
  let above = '';
  for (const name of names) {
    above += `/${name}`;
    if ((await zk.exists(limitsPath(above))) !== null) {
      throw new ShellError(`${path} has a parent ${above} which has a quota`);
    }
  }
}

/** Makes the quota's nodes when there are none. The new text of the limits. */
async function writeLimit(call: CommandCall, path: string, field: QuotaField, limit: number) {
  const { zk } = call;
  let node = '';
  for (const name of `${QUOTA_ROOT}${path}`.split('/').slice(1)) {
    node += `/${name}`;
    await createUnlessThere(zk, node, null);
  }
  const isNew = (await zk.exists(limitsPath(path))) === null;
  const none: QuotaValues = new Map(LETTERS.map(([, each]) => [each, -1]));
  const before = isNew ? none : await read(zk, limitsPath(path));
  const limits = new Map(before).set(field, limit);
  if (isNew) {
    await createUnlessThere(zk, limitsPath(path), quotaText(limits));
    await createUnlessThere(zk, countsPath(path), 'count=0,bytes=0');
  }
  warn(call, limits, await read(zk, countsPath(path)));
  if (!isNew) await zk.setData(limitsPath(path), quotaText(limits));
  return quotaText(limits);
}

/** Looked for first: a create that fails costs a zxid. */
async function createUnlessThere(zk: ZooKeeper, path: string, data: string | null): Promise<void> {
  if ((await zk.exists(path)) !== null) return;
  try {
    await zk.create(path, data);
  } catch (error) {
    if (!(error instanceof ZooKeeperError) || error.code !== ErrorCode.nodeExists) throw error;
  }
}

function warn(call: CommandCall, limits: QuotaValues, counts: QuotaValues): void {
  const exceeds = (field: QuotaField, count: number): boolean =>
    limitOf(limits, field) > -1 && limitOf(limits, field) < count;
  const count = limitOf(counts, 'count');
  const bytes = limitOf(counts, 'bytes');
  const start = '[Warning]: the';
  if (exceeds('count', count) || exceeds('countHardLimit', count)) {
    call.world.out(`${start} count quota you create is less than the existing count:${count}`);
  }
  if (exceeds('bytes', bytes) || exceeds('byteHardLimit', bytes)) {
    call.world.out(`${start} bytes quota you create is less than the existing bytes:${bytes}`);
  }
}

const delquota: Command = {
  name: 'delquota',
  usage: '[-n|-b|-N|-B] path',
  right: 'edit',
  syntax: { options: LETTERS.map(([letter, , words]) => flag(letter, words)), choice: 'optional' },
  leastWords: 2,
  async run(call): Promise<Json> {
    const path = call.words[1]!;
    const { zk } = call;
    checkPath(limitsPath(path));
    if ((await zk.exists(limitsPath(path))) === null) {
      call.world.out(`Quota does not exist for ${path}`);
      return { path, limits: null };
    }
    const asked = LETTERS.filter(([letter]) => call.has(letter)).map(([, field]) => field);
    try {
      if (asked.length === 0) {
        await removeQuota(zk, path);
        return { path, limits: null };
      }
      const limits = new Map(await read(zk, limitsPath(path)));
      for (const field of asked) limits.set(field, -1);
      await zk.setData(limitsPath(path), quotaText(limits));
      return { path, limits: quotaText(limits) };
    } catch (error) {
      if (!isMissing(error)) throw error;
      call.world.err(`quota for ${path} does not exist.`);
      return { path, limits: null };
    }
  },
};

/** The quota's nodes, then every node above them that leads to no other quota. */
async function removeQuota(zk: ZooKeeper, path: string): Promise<void> {
  let node = `${QUOTA_ROOT}${path}`;
  for (const name of (await zk.getChildren(node)).children) await zk.delete(`${node}/${name}`);
  while (node !== QUOTA_ROOT && (await zk.getChildren(node)).children.length === 0) {
    await zk.delete(node);
    node = node.slice(0, node.lastIndexOf('/'));
  }
}

export const QUOTA_COMMANDS: readonly Command[] = [listquota, setquota, delquota];
