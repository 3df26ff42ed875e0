import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  apacheClassPath,
  freePort,
  type RunningServer,
  run,
  startServer,
  vivariumCommand,
} from '../../harness/index.ts';
import { makeCertificates } from '../certificates.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side } from '../subject.ts';
import { zkCliEnv } from './zkcli.ts';

const session = fileURLToPath(new URL('../kazoo/tls_session.py', import.meta.url));

/** kazoo and both shells over the TLS port: the same answers, the same identities, the same refusals. */
export const tlsSuite: Suite = { name: 'tls', run: compareSessions };

async function compareSessions(report: SuiteReport): Promise<void> {
  const folder = await makeCertificates();
  for (const clientAuth of ['need', 'none']) {
    const [theirs, ours] = await Promise.all([
      answersOf('reference', folder, clientAuth),
      answersOf('subject', folder, clientAuth),
    ]);
    for (const [identity, answers] of Object.entries(theirs)) {
      report.compare(`clientAuth=${clientAuth}, ${identity} client`, answers, ours[identity] ?? '');
    }
  }
  await compareShells(report, folder);
}

/** One file of Apache's client keys, read by either shell; its keys may stand in CLIENT_JVMFLAGS as well. */
async function compareShells(report: SuiteReport, folder: string): Promise<void> {
  const keys = [
    'zookeeper.client.secure=true',
    'zookeeper.clientCnxnSocket=org.apache.zookeeper.ClientCnxnSocketNetty',
    `zookeeper.ssl.keyStore.location=${folder}/client.pem`,
    `zookeeper.ssl.trustStore.location=${folder}/ca.crt`,
    'zookeeper.ssl.trustStore.type=PEM',
  ];
  const file = join(folder, 'client.cfg');
  writeFileSync(file, `${keys.join('\n')}\n`);
  // As zkCli.sh runs it; Debian's script leaves Netty out of the class path.
  const zkCli = ['java', '-cp', apacheClassPath, 'org.apache.zookeeper.ZooKeeperMain'];
  const ours = [vivariumCommand.file, vivariumCommand.args[0]!, 'cli'];
  const byFile = ['-client-configuration', file];
  const byFlags = { CLIENT_JVMFLAGS: keys.map((key) => `-D${key}`).join(' ') };
  const reference = await startSecure('reference', folder, 'need');
  const subject = await startSecure('subject', folder, 'need');
  try {
    const theirs = await whoami([...zkCli, ...byFile], reference, {});
    report.compare(
      'zkCli.sh is known by its certificate',
      'ip: 127.0.0.1\nx509: CN=client,O=Vivarium',
      theirs,
    );
    for (const [name, server] of [['Apache', reference] as const, ['the subject', subject] as const]) {
      report.compare(
        `vivarium cli on ${name}, by a file`,
        theirs,
        await whoami([...ours, ...byFile], server, {}),
      );
      report.compare(`vivarium cli on ${name}, by flags`, theirs, await whoami(ours, server, byFlags));
    }
  } finally {
    await Promise.all([reference, subject].map(({ server }) => server.stop()));
  }
}

/** The identities that the server tells a shell, which Java's client keeps in no order. */
async function whoami(
  shell: readonly string[],
  { securePort }: Secure,
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const args = [...shell.slice(1), '-server', `127.0.0.1:${securePort}`, '-waitforconnection', 'whoami'];
  const { stdout, stderr, code } = await run(shell[0]!, args, { env: { ...zkCliEnv, ...env } });
  const found = stdout.split('\n').filter((line) => /^(ip|x509)\b/.test(line));
  if (code === 0 && found.length > 0) return found.sort().join('\n');
  return `exit code ${code}\n${stdout}\n${stderr}`;
}

interface Secure {
  readonly server: RunningServer;
  readonly securePort: number;
}

async function startSecure(side: Side, folder: string, clientAuth: string): Promise<Secure> {
  const securePort = await freePort();
  const server = await startServer({
    kind: kindOf[side],
    config: {
      secureClientPort: String(securePort),
      secureClientPortAddress: '127.0.0.1',
      serverCnxnFactory: 'org.apache.zookeeper.server.NettyServerCnxnFactory',
      'ssl.keyStore.location': `${folder}/server.pem`,
      'ssl.keyStore.type': 'PEM',
      'ssl.trustStore.location': `${folder}/ca.crt`,
      'ssl.trustStore.type': 'PEM',
      'ssl.clientAuth': clientAuth,
    },
  });
  return { server, securePort };
}

async function answersOf(side: Side, folder: string, clientAuth: string): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const identity of ['cert', 'anonymous']) {
    const { server, securePort } = await startSecure(side, folder, clientAuth);
    try {
      const args = [session, `127.0.0.1:${securePort}`, server.address, folder, identity];
      const finished = await run('/usr/bin/python3', args, { env: { PYTHONDONTWRITEBYTECODE: '1' } });
      const failure = finished.code === 0 ? '' : finished.stderr;
      answers[identity] = `${finished.stdout}exit code ${finished.code}\n${failure}`;
    } finally {
      await server.stop();
    }
  }
  return answers;
}
