import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort, freshDirectory, vivariumScript } from '../../harness/index.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { type Host, type Hosts, hostsFor } from './ensemble-hosts.ts';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const text = (path: string): string => readFileSync(join(root, path), 'utf8');
const READY_MS = 60_000;

/** The services of docker-compose.yml as plain processes: their own commands, each on a host of its own. */
export const containersSuite: Suite = { name: 'containers', run: compose };

async function compose(report: SuiteReport): Promise<void> {
  const services = servicesOf(text('docker-compose.yml'));
  const hosts = await hostsFor([...services.keys()]);
  report.note(`${[...services.keys()].join(', ')}, ${hosts.description}`);
  const members: Container[] = [];
  let page: Container | null = null;
  try {
    const settings = await settingsFor([...services.keys()], hosts);
    for (const [index, [name, command]] of [...services].entries()) {
      const container = new Container(name, hosts.members[index]!, settings);
      await container.start(command);
      if (command[0] === 'dashboard') page = container;
      else members.push(container);
    }
    let leader: Container | undefined;
    await report.check('one leads, two follow, one observes', async () => {
      const modes = await untilModes(members);
      leader = members[modes.indexOf('leader')];
    });
    await report.check(
      'the page shows all of them, and the leader that zkServer.sh status names',
      async () => {
        const { up, leads } = await onThePage(page!, settings.pagePort);
        const addresses = members.map(({ host }) => `${host.name}:${host.clientPort}`);
        if (up.toSorted().join() !== addresses.toSorted().join()) throw new Error(`up: ${up}`);
        if (leads.join() !== `${leader?.host.name}:${leader?.host.clientPort}`)
          throw new Error(`leads: ${leads}`);
      },
    );
    await report.check('each ends when it is told to', async () => {
      for (const container of [...members, page!]) await container.stop();
    });
  } finally {
    for (const container of members) container.kill();
    page?.kill();
    await hosts.remove();
  }
}

/** What each service runs, in the order of the file, which is ours and flat. */
function servicesOf(composed: string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  let service = '';
  for (const line of composed.split('\n')) {
    service = /^ {2}([a-z0-9]+):$/.exec(line)?.[1] ?? service;
    const command = /^ {4}command: (\[.*\])$/.exec(line)?.[1];
    if (command !== undefined) found.set(service, JSON.parse(command));
  }
  return found;
}

/** What stands in the image's files for a container, and here for a process. */
interface Settings {
  readonly replaced: readonly (readonly [string, string])[];
  readonly pagePort: number;
}

/** Where every process has a host of its own nothing but folders differs; on one host every port does. */
async function settingsFor(names: readonly string[], { members }: Hosts): Promise<Settings> {
  const apart = members.every(({ name }, at) => name === names[at]);
  if (apart) return { replaced: [], pagePort: 8080 };
  const pagePort = await freePort();
  const replaced: [string, string][] = [['--port 8080', `--port ${pagePort}`]];
  for (const [at, name] of names.entries()) {
    const { peerAddress, clientPort } = members[at]!;
    replaced.push([`${name}:2888:3888`, peerAddress], [`${name}:2181`, `127.0.0.1:${clientPort}`]);
  }
  return { replaced, pagePort };
}

class Container {
  readonly name: string;
  readonly host: Host;
  readonly #dir: string;
  readonly #settings: Settings;
  #pid = 0;

  constructor(name: string, host: Host, settings: Settings) {
    this.name = name;
    this.host = host;
    this.#settings = settings;
    this.#dir = freshDirectory(`container-${name}`);
  }

  get log(): string {
    return readFileSync(join(this.#dir, 'log'), 'utf8');
  }

  async start(command: readonly string[]): Promise<void> {
    for (const folder of ['data', 'datalog']) mkdirSync(join(this.#dir, folder));
    const clientPort: readonly [string, string] = ['clientPort=2181', `clientPort=${this.host.clientPort}`];
    writeFileSync(join(this.#dir, 'zoo.cfg'), this.#here(text('apps/server/container/zoo.cfg'), clientPort));
    const script = text('apps/server/container/entrypoint.sh')
      .replace('/vivarium/apps/server/container', this.#dir)
      .replaceAll('/vivarium/', root);
    writeFileSync(join(this.#dir, 'entrypoint.sh'), this.#here(script));
    const words = command.map((word) => `'${this.#here(word)}'`).join(' ');
    const line = `exec sh entrypoint.sh ${words} >log 2>&1 </dev/null & echo $!`;
    const { stdout } = await this.host.run('bash', ['-c', line], { cwd: this.#dir, leavesServer: true });
    this.#pid = Number(stdout);
  }

  #here(written: string, ...more: readonly (readonly [string, string])[]): string {
    const replaced = [...this.#settings.replaced, ...more].reduce(
      (all, [from, to]) => all.replaceAll(from, to),
      written,
    );
    return replaced.replace(/(?<=[ >=])\/data(log)?\b/g, `${this.#dir}/data$1`);
  }

  async mode(): Promise<string | undefined> {
    const { code, stdout } = await this.host.run(vivariumScript, ['status', join(this.#dir, 'zoo.cfg')]);
    return code === 0 ? /^Mode: (\S+)$/m.exec(stdout)?.[1] : undefined;
  }

  async stop(): Promise<void> {
    process.kill(this.#pid, 'SIGTERM');
    const deadline = performance.now() + READY_MS;
    while (this.#runs()) {
      if (performance.now() > deadline) throw new Error(`${this.name} does not end\n${this.log}`);
      await delay(50);
    }
  }

  #runs(): boolean {
    try {
      return process.kill(this.#pid, 0);
    } catch {
      return false;
    }
  }

  kill(): void {
    if (this.#pid !== 0 && this.#runs()) process.kill(this.#pid, 'SIGKILL');
  }
}

async function untilModes(members: readonly Container[]): Promise<(string | undefined)[]> {
  const deadline = performance.now() + READY_MS;
  for (;;) {
    const modes = await Promise.all(members.map((member) => member.mode()));
    if (modes.toSorted().join() === 'follower,follower,leader,observer') return modes;
    if (performance.now() > deadline)
      throw new Error(members.map(({ name, log }, at) => `${name}: ${modes[at]}\n${log}`).join('\n'));
    await delay(100);
  }
}

/** Enters as the log's address says, and asks beside the page until it knows who leads. */
async function onThePage(page: Container, port: number): Promise<{ up: string[]; leads: string[] }> {
  const deadline = performance.now() + READY_MS;
  let address: string | undefined;
  while (address === undefined) {
    address = /http:\/\/127\.0\.0\.1:\d+\/enter\?token=[\w-]+/.exec(page.log)?.[0];
    if (performance.now() > deadline) throw new Error(page.log);
    await delay(50);
  }
  const { stdout, stderr } = await page.host.run(process.execPath, [
    '--input-type=module',
    '-e',
    ASKS,
    address,
  ]);
  const named = (family: string): string[] =>
    [...stdout.matchAll(new RegExp(`^vivarium_member_${family}\\{.*name="([^"]+)"\\} 1$`, 'gm'))].map(
      (match) => match[1]!,
    );
  if (new URL(address).port !== String(port) || stdout === '')
    throw new Error(`${address}\n${stderr}${page.log}`);
  return { up: named('up'), leads: named('leader') };
}

const ASKS = `
const address = process.argv[1];
const entered = await fetch(address, { redirect: 'manual' });
const cookie = entered.headers.getSetCookie()[0].split(';')[0];
const until = performance.now() + ${READY_MS};
for (;;) {
  const text = await (await fetch(new URL('/metrics', address), { headers: { cookie } })).text();
  const isKnown = (text.match(/^vivarium_member_up{.*} 1$/gm) ?? []).length === 4 && /^vivarium_member_leader{.*} 1$/m.test(text);
  if (isKnown || performance.now() > until) {
    console.log(text);
    break;
  }
  await new Promise((resolve) => setTimeout(resolve, 100));
}
`;
