import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ZooKeeper } from '@vivarium/client';
import { treeDigest } from '@vivarium/engine';
import { type Ensemble, fourLetterWord, run, vivariumScript } from '../../harness/index.ts';
import type { Onlooker } from './observing-onlooker.ts';

const apacheScripts = '/usr/share/zookeeper/bin';
/** Members keep the digest of every such zxid. */
const DIGESTED_EVERY = 128;
const HASH_TRIES = 100;
const HASH_PAUSE_MS = 50;

/** Nodes of every kind that changes, `count` times: created, changed, deleted, in multis, with ACLs, ephemeral. */
export async function makeTree(address: string, top: string, count: number): Promise<void> {
  const client = new ZooKeeper(address, { sessionTimeoutMs: 10_000 });
  try {
    await client.connect();
    await client.create(top, 'top');
    for (let at = 0; at < count; at += 1) {
      const path = `${top}/n${at}`;
      await client.create(path, `value ${at}`);
      if (at % 2 === 0) await client.setData(path, `changed ${at}`);
      if (at % 3 === 0) await client.setACL(path, [{ perms: 31, scheme: 'ip', id: '127.0.0.1' }]);
      if (at % 5 === 0)
        await client.multi().create(`${path}/below`, null).setData(path, 'in a multi').commit();
      if (at % 7 === 0 && at % 5 !== 0) await client.delete(path);
      if (at % 11 === 0) await client.create(`${top}/e`, 'gone', { mode: 'ephemeralSequential' });
    }
  } finally {
    await client.close();
  }
}

/**
 * The replica against the tree that a client reads, node by node, and its digest against the one that the leader
 * itself keeps for a zxid that both have come to.
 */
export async function compareReplica(ensemble: Ensemble, onlooker: Onlooker): Promise<void> {
  const client = new ZooKeeper(ensemble.address, { sessionTimeoutMs: 10_000 });
  try {
    await client.connect();
    const leader = await ensemble.untilLed();
    const digest = await fillUp(client, onlooker, leader.server.port, leader.kind === 'apache');
    const ours = treeDigest(onlooker.tree);
    if (digest !== undefined && BigInt.asUintN(64, BigInt(digest)) !== BigInt.asUintN(64, ours))
      throw new Error(`digest ${digest} of the leader, ${ours} of the replica`);
    if (digest === undefined && leader.kind === 'apache') throw new Error('the leader tells no digest');
    const wrong: string[] = [];
    await compareNode(client, onlooker, '/', wrong);
    if (wrong.length > 0) throw new Error(wrong.slice(0, 10).join('\n'));
  } finally {
    await client.close();
  }
}

/** Writes until the zxid is one for which members keep a digest; resolves with the leader's. */
async function fillUp(
  client: ZooKeeper,
  onlooker: Onlooker,
  port: number,
  isTold: boolean,
): Promise<string | undefined> {
  const scratch = '/digested';
  const found = await client.exists(scratch);
  let zxid =
    found === null
      ? (await client.create(scratch, '')).stat.czxid
      : (await client.setData(scratch, '')).mzxid;
  while (zxid % DIGESTED_EVERY !== 0) zxid = (await client.setData(scratch, String(zxid))).mzxid;
  await onlooker.until('the last write', () => onlooker.tree.lastProcessedZxid >= zxid);
  // Ours keeps none; Apache's leader sends a transaction on before it applies it, so that ours may be first.
  for (let tries = 0; isTold && tries < HASH_TRIES; tries += 1) {
    const answer = await fourLetterWord(port, 'hash', 5_000);
    const digest = new RegExp(`^${zxid.toString(16)}: (-?\\d+)$`, 'm').exec(answer)?.[1];
    if (digest !== undefined) return digest;
    await delay(HASH_PAUSE_MS);
  }
  return undefined;
}

async function compareNode(
  client: ZooKeeper,
  onlooker: Onlooker,
  path: string,
  wrong: string[],
): Promise<void> {
  const { tree } = onlooker;
  const [read, { children }] = await Promise.all([client.getData(path), client.getChildren(path)]);
  const node = tree.find(path);
  const isOwnEach = path.startsWith('/zookeeper');
  const theirs = JSON.stringify([text(read.data), shown(read.stat), children.sort()]);
  const ours =
    node < 0
      ? 'nothing'
      : JSON.stringify([text(tree.data(node)), shown(tree.stat(node)), tree.children(node).sort()]);
  // Each member writes the configuration for itself, with its own clock.
  if (!isOwnEach && theirs !== ours) wrong.push(`${path}: ${theirs} of the ensemble, ${ours} of the replica`);
  for (const name of children)
    await compareNode(client, onlooker, path === '/' ? `/${name}` : `${path}/${name}`, wrong);
}

function text(data: Uint8Array | null): string | null {
  return data === null ? null : Buffer.from(data).toString('hex');
}

function shown(stat: object): string {
  return Object.entries(stat)
    .map(([name, value]) => `${name}=${value}`)
    .join(' ');
}

/** What the script that comes with each server says of it; undefined where it says that none runs. */
export async function statusModes(ensemble: Ensemble): Promise<Map<number, string | undefined>> {
  const modes = new Map<number, string | undefined>();
  for (const { sid, kind, server } of ensemble.members) {
    const script = kind === 'apache' ? `${apacheScripts}/zkServer.sh` : vivariumScript;
    const finished = await run(script, ['status', join(server.dir, 'zoo.cfg')], { timeoutMs: 30_000 });
    modes.set(sid, finished.code === 0 ? /^Mode: (\S+)$/m.exec(finished.stdout)?.[1] : undefined);
  }
  return modes;
}
