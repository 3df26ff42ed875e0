import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { type Finished, freePort, type RunOptions, run } from '../../harness/index.ts';

/** Where the members of a deployment run, and how they find each other. */
export interface Hosts {
  /** What a reader should know of it. */
  readonly description: string;
  readonly members: readonly Host[];
  remove(): Promise<void>;
}

export interface Host {
  readonly clientPort: number;
  /** The name under which the others reach it. */
  readonly name: string;
  /** host:quorum:election, as it stands in a server line. */
  readonly peerAddress: string;
  run(file: string, args: readonly string[], options?: RunOptions): Promise<Finished>;
}

/**
 * One network namespace for each name, with the usual ports, joined by a switch in one more, when this process may make
 * such; otherwise plain loopback with ports of its own for each.
 */
export async function hostsFor(names: readonly string[]): Promise<Hosts> {
  return (await namespaces(names)) ?? loopback(names);
}

async function loopback(names: readonly string[]): Promise<Hosts> {
  const members: Host[] = [];
  for (const _ of names) {
    const [clientPort, quorum, election] = [await freePort(), await freePort(), await freePort()];
    members.push({ clientPort, name: '127.0.0.1', peerAddress: `127.0.0.1:${quorum}:${election}`, run });
  }
  return {
    description: 'on loopback, as this process may not make network namespaces',
    members,
    remove: async () => undefined,
  };
}

async function namespaces(names: readonly string[]): Promise<Hosts | undefined> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/sbin/ip')) return undefined;
  const prefix = `vivarium-${process.pid}`;
  const middle = `${prefix}-switch`;
  const made: string[] = [];
  const remove = async (): Promise<void> => {
    for (const namespace of made.reverse()) {
      await run('ip', ['netns', 'del', namespace]);
      rmSync(`/etc/netns/${namespace}`, { recursive: true, force: true });
    }
  };
  const ip = async (...args: string[]): Promise<void> => {
    const finished = await run('ip', args);
    if (finished.code !== 0) throw new Error(`ip ${args.join(' ')}: ${finished.stderr}`);
  };
  const add = async (namespace: string): Promise<void> => {
    await ip('netns', 'add', namespace);
    made.push(namespace);
    await ip('-n', namespace, 'link', 'set', 'lo', 'up');
  };
  const address = (index: number): string => `10.42.0.${index + 1}`;
  const table = ['127.0.0.1 localhost', ...names.map((name, index) => `${address(index)} ${name}`), ''];
  try {
    await add(middle);
    await ip('-n', middle, 'link', 'add', 'br0', 'type', 'bridge');
    await ip('-n', middle, 'link', 'set', 'br0', 'up');
    for (const [index, name] of names.entries()) {
      const namespace = `${prefix}-${name}`;
      await add(namespace);
      // `ip netns exec` shows this file as /etc/hosts inside the namespace.
      mkdirSync(`/etc/netns/${namespace}`, { recursive: true });
      writeFileSync(`/etc/netns/${namespace}/hosts`, table.join('\n'));
      const cable = ['type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace];
      await ip('-n', middle, 'link', 'add', `port${index}`, ...cable);
      await ip('-n', middle, 'link', 'set', `port${index}`, 'master', 'br0', 'up');
      await ip('-n', namespace, 'addr', 'add', `${address(index)}/24`, 'dev', 'eth0');
      await ip('-n', namespace, 'link', 'set', 'eth0', 'up');
    }
  } catch (error) {
    await remove();
    process.stdout.write(`no network namespaces here: ${error instanceof Error ? error.message : error}\n`);
    return undefined;
  }
  const members = names.map((name): Host => {
    const inside = ['netns', 'exec', `${prefix}-${name}`];
    return {
      clientPort: 2181,
      name,
      peerAddress: `${name}:2888:3888`,
      run: (file, args, options) => run('ip', [...inside, file, ...args], options),
    };
  });
  return { description: 'each in a network namespace of its own', members, remove };
}
