import { fileURLToPath } from 'node:url';
import { freePort, run, startServer } from '../../harness/index.ts';
import { makeCertificates } from '../certificates.ts';
import type { Suite, SuiteReport } from '../report.ts';
import { kindOf, type Side } from '../subject.ts';

const session = fileURLToPath(new URL('../kazoo/tls_session.py', import.meta.url));

/** kazoo over the TLS port: the same answers, the same identities, the same refusals. */
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
}

async function answersOf(side: Side, folder: string, clientAuth: string): Promise<Record<string, string>> {
  const answers: Record<string, string> = {};
  for (const identity of ['cert', 'anonymous']) {
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
