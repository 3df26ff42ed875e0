import { existsSync } from 'node:fs';
import { run } from '../harness/index.ts';

/** What each Debian package is needed for, proved by one of its files. */
const wanted: Readonly<Record<string, string>> = {
  zookeeper: '/usr/share/zookeeper/bin/zkServer.sh',
  'zookeeper-bin': '/usr/lib/zookeeper/bin/cli_mt',
  'python3-kazoo': '/usr/lib/python3/dist-packages/kazoo/tests/test_client.py',
  'python3-pytest': '/usr/lib/python3/dist-packages/pytest',
  'python3-pytest-timeout': '/usr/lib/python3/dist-packages/pytest_timeout.py',
  'python3-mock': '/usr/lib/python3/dist-packages/mock',
  'python3-objgraph': '/usr/lib/python3/dist-packages/objgraph.py',
  'python3-gevent': '/usr/lib/python3/dist-packages/gevent',
  'python3-eventlet': '/usr/lib/python3/dist-packages/eventlet',
  'python3-pure-sasl': '/usr/lib/python3/dist-packages/puresasl',
  'python3-openssl': '/usr/lib/python3/dist-packages/OpenSSL',
  'libcurator-recipes-java': '/usr/share/java/curator-recipes.jar',
  'default-jdk-headless': '/usr/bin/javac',
  chromium: '/usr/bin/chromium',
  openssl: '/usr/bin/openssl',
  iproute2: '/usr/sbin/ip',
};

/** Debian's packages that are not on this machine. */
export function missingPackages(): string[] {
  return Object.keys(wanted).filter((name) => !existsSync(wanted[name]!));
}

/** Installs what is missing when this process may; returns what is still missing afterwards. */
export async function installMissingPackages(): Promise<string[]> {
  const missing = missingPackages();
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return missing;
  process.stdout.write(`installing ${missing.join(' ')}\n`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const update = await run('apt-get', ['update', '-q'], { env, timeoutMs: 300_000 });
  const install = await run('apt-get', ['install', '-q', '-y', '--no-install-recommends', ...missing], {
    env,
    timeoutMs: 600_000,
  });
  if (install.code !== 0) process.stdout.write(`${update.stderr}\n${install.stdout}\n${install.stderr}\n`);
  return missingPackages();
}
