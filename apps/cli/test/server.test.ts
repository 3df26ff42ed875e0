import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort, launcher, run, zkServer } from './built.ts';

let folder: string;
let config: string;
let port: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cli-'));
  config = join(folder, 'zoo.cfg');
  port = await freePort();
  writeConfig();
});

afterEach(async () => {
  await run(zkServer, ['stop', config], env());
  rmSync(folder, { recursive: true });
});

function writeConfig(more = ''): void {
  const lines = `tickTime=2000\ndataDir=${folder}/data\nclientPort=${port}\nclientPortAddress=127.0.0.1\n`;
  writeFileSync(config, lines + more);
}

interface OpenedSession {
  readonly id: bigint;
  readonly password: string;
}

/** Opens a session by hand, or comes back to one; null when the server closes instead of answering. */
async function openSession(at: number, known?: OpenedSession): Promise<OpenedSession | null> {
  const socket = connect({ host: '127.0.0.1', port: at });
  const request = Buffer.alloc(48);
  request.writeInt32BE(44);
  request.writeInt32BE(10_000, 16);
  request.writeBigInt64BE(known?.id ?? 0n, 20);
  request.writeInt32BE(16, 28);
  request.write(known?.password ?? '', 32, 'hex');
  socket.write(request);
  let answer = Buffer.alloc(0);
  try {
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      answer = Buffer.concat([answer, chunk]);
      if (answer.length >= 40) break;
    }
  } catch {
    return null; // Refused or reset: the server has ended.
  }
  if (answer.length < 40) return null;
  return { id: answer.readBigInt64BE(12), password: answer.toString('hex', 24, 40) };
}

const env = () => ({ ZOO_LOG_DIR: join(folder, 'logs'), USER: 'keeper', HOSTNAME: 'cage' });
const pidFile = () => join(folder, 'data', 'zookeeper_server.pid');

describe('zkServer.sh', () => {
  it('starts, tells its mode, refuses to start twice, restarts, stops', async () => {
    const started = await run(zkServer, ['start', config], env());
    expect(started).toEqual({
      code: 0,
      stdout: 'Starting zookeeper ... STARTED\n',
      stderr: `Using config: ${config}\n`,
    });
    const pid = readFileSync(pidFile(), 'utf8');
    expect(pid).toMatch(/^\d+$/);
    expect(readdirSync(join(folder, 'logs'))).toEqual(['zookeeper-keeper-server-cage.out']);

    const status = await run(zkServer, ['status', config], env());
    expect(status).toEqual({
      code: 0,
      stdout: `Client port found: ${port}. Client address: 127.0.0.1. Client SSL: false.\nMode: standalone\n`,
      stderr: `Using config: ${config}\n`,
    });

    const again = await run(zkServer, ['start', config], env());
    expect(again.stdout).toBe(`Starting zookeeper ... already running as process ${pid}.\n`);
    expect(again.code).toBe(1);

    const restarted = await run(zkServer, ['restart', config], env());
    expect(restarted.stdout).toBe('Stopping zookeeper ... STOPPED\nStarting zookeeper ... STARTED\n');
    expect(readFileSync(pidFile(), 'utf8')).not.toBe(pid);

    const stopped = await run(zkServer, ['stop', config], env());
    expect(stopped).toMatchObject({ code: 0, stdout: 'Stopping zookeeper ... STOPPED\n' });
    expect(existsSync(pidFile())).toBe(false);

    const gone = await run(zkServer, ['status', config], env());
    expect(gone.code).toBe(1);
    expect(gone.stdout).toMatch(/Error contacting service\. It is probably not running\.\n$/);
    const nothing = await run(zkServer, ['stop', config], env());
    expect(nothing).toMatchObject({
      code: 0,
      stdout: `Stopping zookeeper ... no zookeeper to stop (could not find file ${pidFile()})\n`,
    });
  });

  it('says that it failed to start, and where the reason stands', async () => {
    writeConfig('tickTime=soon\n');
    const ended = await run(zkServer, ['start', config], env());
    expect(ended).toMatchObject({ code: 1, stdout: 'Starting zookeeper ... FAILED TO START\n' });
    const output = join(folder, 'logs', 'zookeeper-keeper-server-cage.out');
    expect(ended.stderr).toContain(output);
    expect(readFileSync(output, 'utf8')).toContain('zoo.cfg line 5: tickTime=soon: a whole number (ms)');
    expect(existsSync(pidFile())).toBe(false);
  });

  it('says in its status why a member of an ensemble cannot run', async () => {
    const servers = [1, 2, 3].map((sid) => `server.${sid}=127.0.0.1:${sid}:${sid + 3}\n`).join('');
    writeConfig(`initLimit=10\nsyncLimit=5\n${servers}`);
    const missing = await run(zkServer, ['status', config], env());
    expect(missing.code).toBe(1);
    expect(missing.stdout).toMatch(/Error contacting service\. It is probably not running\.\n$/);
    expect(missing.stderr).toMatch(/^Fault: .*myid is missing: it must hold .* one of 1, 2, 3$/m);
    mkdirSync(join(folder, 'data'), { recursive: true });
    writeFileSync(join(folder, 'data', 'myid'), '7\n');
    const wrong = await run(zkServer, ['status', config], env());
    expect(wrong.stderr).toMatch(/^Fault: .*myid holds 7, but there is no server\.7 in the configuration/m);
  });

  it('looks a plain name up in ZOOCFGDIR', async () => {
    const ended = await run(zkServer, ['status', 'zoo.cfg'], { ...env(), ZOOCFGDIR: folder });
    expect(ended.stderr).toBe(`Using config: ${config}\n`);
    const byOption = await run(zkServer, ['--config', folder, 'status'], env());
    expect(byOption.stderr).toBe(`Using config: ${config}\n`);
  });

  it('prints the command that start runs', async () => {
    const { stdout } = await run(zkServer, ['print-cmd', config], env());
    expect(stdout).toBe(
      `"${process.execPath}" "${launcher}" "server" "start-foreground" "${config}" > "${folder}/logs/zookeeper-keeper-server-cage.out" 2>&1 < /dev/null\n`,
    );
  });

  it('finds the port where the configuration has it', async () => {
    const client = async (text: string) => {
      writeFileSync(config, text);
      return (await run(zkServer, ['status', config], env())).stdout;
    };
    expect(await client(`dataDir=${folder}\n`)).toBe(
      'myid could not be determined, will not able to locate clientPort in the server configs.\n' +
        'Client port not found. Looking for secureClientPort in the static config.\n' +
        'Unable to find either secure or unsecure client port in any configs. Terminating.\n',
    );
    writeFileSync(join(folder, 'myid'), '7\n');
    expect(await client(`dataDir=${folder}\nserver.7=h:2888:3888;[::1]:1\n`)).toMatch(
      /^Client port found: 1\. Client address: ::1\. Client SSL: false\.\n/,
    );
    expect(await client(`dataDir=${folder}\nsecureClientPort=1\n`)).toMatch(
      /Client port found: 1\. Client address: localhost\. Client SSL: true\.\n/,
    );
  });
});

describe('start-foreground', () => {
  async function foreground(): Promise<{ pid: number; ended: Promise<[number | null, string | null]> }> {
    const child = spawn(process.execPath, [launcher, 'server', 'start-foreground', config], {
      env: { ...process.env, ...env() },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
    let log = '';
    for await (const text of child.stderr.setEncoding('utf8').iterator({ destroyOnReturn: false })) {
      log += text;
      if (log.includes('serving on port')) break;
    }
    child.stderr.resume();
    return { pid: child.pid!, ended };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('stops cleanly on %s', async (signal) => {
    const { pid, ended } = await foreground();
    process.kill(pid, signal);
    expect(await ended).toEqual([0, null]);
  });

  it('takes JVM flags from the environment and from its arguments', async () => {
    const args = ['server', 'start-foreground', '-Dzookeeper.snapCount=none', config];
    const ended = await run(launcher, args, env());
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/SERVER_JVMFLAGS: snapCount=none/);
  });

  it('a second server on the same directory says so and changes nothing', async () => {
    const { pid, ended } = await foreground();
    port = await freePort();
    writeConfig();
    const second = await run(launcher, ['server', 'start-foreground', config], env());
    expect(second.code).toBe(1);
    expect(second.stderr).toMatch(
      /vivarium server: .*version-2 is in use by another running server: stop that one, or name another directory\n$/,
    );
    process.kill(pid, 'SIGTERM');
    expect(await ended).toEqual([0, null]);
  });

  it('ends with the reason when the disk takes no more, and loses nothing that it acknowledged', async () => {
    // A limit on the size of files stands in for a full disk: the log meets it with its first records.
    const blocks = 40;
    const command = `ulimit -f ${blocks}; exec "$0" "$@"`;
    const args = ['-c', command, process.execPath, launcher, 'server', 'start-foreground', config];
    const child = spawn('/bin/bash', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const ended = once(child, 'exit');
    let log = '';
    const serving = new Promise<void>((resolve) => {
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        log += text;
        if (log.includes('serving on port')) resolve();
      });
    });
    await serving;
    // Opening a session is a write: the disk takes some of them, depending on the zeros that are written ahead.
    const answered: OpenedSession[] = [];
    while (answered.length < 1_000) {
      const session = await openSession(port);
      if (session === null) break;
      answered.push(session);
    }
    expect(await ended).toEqual([1, null]);
    expect(log).toMatch(/ERROR cannot write the transaction log .*log\.1: .*\(EFBIG\); the server stops\n$/);
    const { pid, ended: second } = await foreground();
    for (const session of answered) expect(await openSession(port, session)).toEqual(session);
    process.kill(pid, 'SIGTERM');
    expect(await second).toEqual([0, null]);
  });
});
