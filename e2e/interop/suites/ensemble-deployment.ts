import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freshDirectory, vivariumScript } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { subject } from '../subject.ts';
import { type Host, type Hosts, hostsFor } from './ensemble-hosts.ts';

const apacheScripts = '/usr/share/zookeeper/bin';
const script = subject === 'apache' ? `${apacheScripts}/zkServer.sh` : vivariumScript;
const names = ['zk1', 'zk2', 'zk3'];

/** Three servers as the manuals set them up: a zoo.cfg, a myid, `zkServer.sh start` on each host. */
export const deploymentSuite: Suite = { name: 'ensemble deployment', run: deploy };

async function deploy(report: SuiteReport): Promise<void> {
  const hosts = await hostsFor(names);
  const deployment = new Deployment(hosts);
  report.note(`zk1, zk2 and zk3, ${hosts.description}`);
  try {
    await report.check('zkServer.sh start on each', () => deployment.start());
    await report.check('zkServer.sh status: one leader, two followers', async () => {
      const modes = await deployment.untilModes((found) => found.every((mode) => mode !== undefined));
      report.note(`zkServer.sh status: ${names.map((name, index) => `${name} ${modes[index]}`).join(', ')}`);
      if (modes.toSorted().join() !== 'follower,follower,leader') throw new Error(String(modes));
    });
    await report.check('zkCli.sh writes and reads through any of them', () =>
      deployment.writeAndRead('before'),
    );
    await report.check('the leader stopped: another one leads, nothing is lost', async () => {
      const modes = await deployment.modes();
      const leader = modes.indexOf('leader');
      await deployment.obey(leader, 'stop');
      const after = await deployment.untilModes((found) => found.includes('leader'));
      if (after[leader] !== undefined)
        throw new Error(`${names[leader]} says ${after[leader]} after its stop`);
      await deployment.read('before', hosts.members[(leader + 1) % names.length]!);
      await deployment.writeAndRead('without');
      await deployment.obey(leader, 'start');
      await deployment.untilModes((found) => found[leader] === 'follower');
      await deployment.read('without', hosts.members[leader]!);
    });
  } finally {
    await report.check('zkServer.sh stop on each', () => deployment.stop());
    deployment.killWhatIsLeft();
    await hosts.remove();
  }
}

class Deployment {
  readonly #hosts: Hosts;
  readonly #dirs: readonly string[];

  constructor(hosts: Hosts) {
    this.#hosts = hosts;
    this.#dirs = names.map((name) => freshDirectory(`deployment-${name}`));
  }

  async start(): Promise<void> {
    for (const [index, host] of this.#hosts.members.entries()) {
      this.#configure(index, host);
      await this.obey(index, 'start');
    }
  }

  #configure(index: number, host: Host): void {
    const dir = this.#dirs[index]!;
    for (const part of ['data', 'log']) mkdirSync(join(dir, part));
    const servers = this.#hosts.members.map((other, at) => `server.${at + 1}=${other.peerAddress}`);
    const lines = ['tickTime=2000', 'initLimit=10', 'syncLimit=5', `dataDir=${join(dir, 'data')}`];
    lines.push(`dataLogDir=${join(dir, 'log')}`, `clientPort=${host.clientPort}`, ...servers, '');
    writeFileSync(join(dir, 'zoo.cfg'), lines.join('\n'));
    writeFileSync(join(dir, 'data', 'myid'), `${index + 1}\n`);
  }

  async obey(index: number, verb: string): Promise<void> {
    const finished = await this.#script(index, verb);
    if (finished.code !== 0) {
      throw new Error(`${verb} on ${names[index]}\n${finished.stdout}${finished.stderr}${this.#logs(index)}`);
    }
  }

  #script(index: number, verb: string): ReturnType<Host['run']> {
    const dir = this.#dirs[index]!;
    return this.#hosts.members[index]!.run(script, [verb, join(dir, 'zoo.cfg')], {
      cwd: dir,
      env: { ZOO_LOG_DIR: join(dir, 'logs'), SERVER_JVMFLAGS: '-Dzookeeper.admin.enableServer=false' },
      leavesServer: true,
    });
  }

  #logs(index: number): string {
    try {
      const dir = join(this.#dirs[index]!, 'logs');
      return readdirSync(dir)
        .map((file) => readFileSync(join(dir, file), 'utf8').slice(-4_000))
        .join('\n');
    } catch {
      return '';
    }
  }

  /** What `zkServer.sh status` says of each; undefined where it ends with another code than 0. */
  async modes(): Promise<(string | undefined)[]> {
    return Promise.all(
      names.map(async (_, index) => {
        const finished = await this.#script(index, 'status');
        return finished.code === 0 ? /^Mode: (\S+)$/m.exec(finished.stdout)?.[1] : undefined;
      }),
    );
  }

  async untilModes(
    areGood: (modes: readonly (string | undefined)[]) => boolean,
  ): Promise<(string | undefined)[]> {
    const deadline = performance.now() + 60_000;
    for (;;) {
      const modes = await this.modes();
      if (areGood(modes)) return modes;
      if (performance.now() > deadline) {
        const logs = names.map((name, index) => `${name}: ${modes[index]}\n${this.#logs(index)}`);
        throw new Error(logs.join('\n'));
      }
      await delay(100);
    }
  }

  /** Apache's shell with all three in its connect string, run beside the first. */
  async writeAndRead(value: string): Promise<void> {
    await this.#shell(['create', `/${value}`, value], this.#hosts.members[0]!, `Created /${value}`);
    await this.read(value, this.#hosts.members[0]!);
  }

  /** Reads through the servers in the order of the connect string, beside one of them. */
  async read(value: string, host: Host): Promise<void> {
    await this.#shell(['get', `/${value}`], host, value);
  }

  async #shell(command: readonly string[], host: Host, answer: string): Promise<void> {
    const address = this.#hosts.members.map(({ name, clientPort }) => `${name}:${clientPort}`).join(',');
    const args = ['-server', address, '-waitforconnection', ...command];
    const finished = await host.run(`${apacheScripts}/zkCli.sh`, args);
    const printed = `${finished.stdout}\n${finished.stderr}`;
    if (finished.code === 0 && printed.split('\n').includes(answer)) return;
    throw new Error(`zkCli.sh ${args.join(' ')}: exit code ${finished.code}\n${printed}`);
  }

  async stop(): Promise<void> {
    for (const index of names.keys()) await this.obey(index, 'stop');
  }

  killWhatIsLeft(): void {
    for (const dir of this.#dirs) {
      try {
        process.kill(Number(readFileSync(join(dir, 'data', 'zookeeper_server.pid'), 'utf8')), 'SIGKILL');
      } catch {
        // No file: the stop did its work.
      }
    }
  }
}
