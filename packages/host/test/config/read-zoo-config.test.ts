import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/config-error.ts';
import { readZooConfig } from '../../src/config/read-zoo-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'zoo-cfg-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;

function read(text: string, env: Record<string, string> = {}) {
  count += 1;
  const file = join(folder, `zoo${count}.cfg`);
  writeFileSync(file, text, 'latin1');
  return readZooConfig(file, env);
}

const minimal = `dataDir=${folder}\nclientPort=2181\n`;

/** The message of the refusal, with the counted file name made plain. */
function refusal(text: string, env: Record<string, string> = {}): string {
  try {
    read(text, env);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as Error).message.replace(/zoo\d+\.cfg/, 'zoo.cfg');
  }
  throw new Error(`accepted: ${text}`);
}

describe('defaults', () => {
  const config = read(minimal);

  it('are those of Apache, where ours are not stricter on purpose', () => {
    expect(config.member).toEqual({
      sid: 1,
      tickTimeMs: 3000,
      minSessionTimeoutMs: 6000,
      maxSessionTimeoutMs: 60_000,
      maxBufferBytes: 1_048_575,
      globalOutstandingLimit: 1000,
      snapCount: 100_000,
      snapSizeLimitBytes: 4_294_967_296,
      extendedTypesEnabled: false,
      enforceQuota: false,
      skipAcl: false,
      reconfigEnabled: false,
      readOnlyEnabled: false,
      containerCheckIntervalMs: 60_000,
      containerMaxPerMinute: 10_000,
      containerMaxNeverUsedIntervalMs: 0,
      superDigest: null,
      digestAlgorithm: 'SHA1',
      digestAuthEnabled: true,
      enforceAuthEnabled: false,
      enforceAuthSchemes: [],
    });
    expect(config).toMatchObject({
      dataDir: folder,
      dataLogDir: folder,
      clientPort: { address: null, port: 2181 },
      secureClientPort: null,
      listenBacklog: -1,
      maxClientCnxns: 60,
      maxCnxns: 20_000,
      tls: null,
      metrics: null,
      warnings: [],
    });
    expect(config.storage).toEqual({
      preAllocBytes: 67_108_864,
      txnLogSizeLimitBytes: 0,
      fsyncWarningMs: 1000,
      forceSync: true,
      trustEmptySnapshot: false,
      snapRetainCount: 3,
      purgeIntervalMs: 0,
    });
  });

  it('allow srvr only', () => expect([...config.fourLetterWords]).toEqual(['srvr']));
});

describe('values', () => {
  it.each([
    ['tickTime=2000', (c: ReturnType<typeof read>) => c.member.minSessionTimeoutMs, 4000],
    ['tickTime=2000', (c: ReturnType<typeof read>) => c.member.maxSessionTimeoutMs, 40_000],
    [
      'minSessionTimeout=1\nmaxSessionTimeout=2',
      (c: ReturnType<typeof read>) => c.member.maxSessionTimeoutMs,
      2,
    ],
    ['minSessionTimeout=-1', (c: ReturnType<typeof read>) => c.member.minSessionTimeoutMs, 6000],
    ['maxClientCnxns=0', (c: ReturnType<typeof read>) => c.maxClientCnxns, 0],
    ['maxClientCnxns=5\nmaxClientCnxns=7', (c: ReturnType<typeof read>) => c.maxClientCnxns, 7],
    [' maxClientCnxns : 8 ', (c: ReturnType<typeof read>) => c.maxClientCnxns, 8],
    ['clientPortAddress=127.0.0.1', (c: ReturnType<typeof read>) => c.clientPort?.address, '127.0.0.1'],
    ['snapCount=10', (c: ReturnType<typeof read>) => c.member.snapCount, 10],
    ['zookeeper.snapCount=11', (c: ReturnType<typeof read>) => c.member.snapCount, 11],
    ['jute.maxbuffer=4096', (c: ReturnType<typeof read>) => c.member.maxBufferBytes, 4096],
    ['extendedTypesEnabled=TRUE', (c: ReturnType<typeof read>) => c.member.extendedTypesEnabled, true],
    ['preAllocSize=64', (c: ReturnType<typeof read>) => c.storage.preAllocBytes, 65_536],
    ['autopurge.purgeInterval=2', (c: ReturnType<typeof read>) => c.storage.purgeIntervalMs, 7_200_000],
    ['autopurge.snapRetainCount=1', (c: ReturnType<typeof read>) => c.storage.snapRetainCount, 3],
    [
      '4lw.commands.whitelist=ruok, mntr',
      (c: ReturnType<typeof read>) => [...c.fourLetterWords],
      ['ruok', 'mntr', 'srvr'],
    ],
    ['4lw.commands.whitelist=*', (c: ReturnType<typeof read>) => c.fourLetterWords.size, 18],
    ['readonlymode.enabled=true', (c: ReturnType<typeof read>) => [...c.fourLetterWords], ['isro', 'srvr']],
    [
      'metricsProvider.className=org.apache.zookeeper.metrics.prometheus.PrometheusMetricsProvider',
      (c: ReturnType<typeof read>) => c.metrics,
      { host: '0.0.0.0', port: 7000 },
    ],
    ['metricsProvider.httpPort=7001', (c: ReturnType<typeof read>) => c.metrics, null],
    ['server.1=localhost:2888:3888', (c: ReturnType<typeof read>) => c.servers.voters.length, 1],
  ])('%s', (line, pick, expected) => {
    expect(pick(read(`${minimal}${line}\n`))).toEqual(expected);
  });

  it('takes the client port from the line of this server', () => {
    writeFileSync(join(folder, 'myid'), '3\n');
    const config = read(`dataDir=${folder}\nserver.3=h:2888:3888;[::1]:2182\n`);
    rmSync(join(folder, 'myid'));
    expect(config.clientPort).toEqual({ address: '::1', port: 2182 });
  });
});

describe('JVM flags', () => {
  it('set what the file does not', () => {
    const env = {
      SERVER_JVMFLAGS: '-Xmx1g -Dzookeeper.extendedTypesEnabled=true -Djute.maxbuffer=2048 -Djava.x=y',
      JVMFLAGS: '-Dzookeeper.snapCount="500"',
    };
    const { member, warnings } = read(`${minimal}snapCount=600\n`, env);
    expect(member).toMatchObject({ extendedTypesEnabled: true, maxBufferBytes: 2048, snapCount: 600 });
    expect(warnings).toEqual([]);
  });

  it('count in the order of the command line', () => {
    const env = { SERVER_JVMFLAGS: '-Dzookeeper.snapCount=5', JVMFLAGS: '-Dzookeeper.snapCount=6' };
    expect(read(minimal, env).member.snapCount).toBe(6);
  });

  it('are named when a value is wrong', () => {
    expect(refusal(minimal, { SERVER_JVMFLAGS: '-Dzookeeper.snapCount=many' })).toBe(
      'SERVER_JVMFLAGS: snapCount=many: a whole number (transactions) from 2 to 2147483647 is allowed',
    );
  });
});

describe('refusals name file, line, key, value and what is allowed', () => {
  it.each([
    ['tickTime=abc', 'zoo.cfg line 3: tickTime=abc: a whole number (ms) from 1 to 2147483647 is allowed'],
    ['tickTime=0', 'zoo.cfg line 3: tickTime=0: a whole number (ms) from 1 to 2147483647 is allowed'],
    [
      'tickTime=2000ms',
      'zoo.cfg line 3: tickTime=2000ms: a whole number (ms) from 1 to 2147483647 is allowed',
    ],
    [
      'clientPort=65536',
      'zoo.cfg line 3: clientPort=65536: a whole number (a port) from 0 to 65535 is allowed',
    ],
    [
      'maxClientCnxns=',
      'zoo.cfg line 3: maxClientCnxns=: a whole number (connections, 0 = no limit) from 0 to 2147483647 is allowed',
    ],
    ['extendedTypesEnabled=yes', 'zoo.cfg line 3: extendedTypesEnabled=yes: true or false is allowed'],
    ['forceSync=true', 'zoo.cfg line 3: forceSync=true: yes or no is allowed'],
    ['electionAlg=1', 'zoo.cfg line 3: electionAlg=1: 3 is allowed'],
    ['peerType=boss', 'zoo.cfg line 3: peerType=boss: participant or observer is allowed'],
    [
      'skipACL=yes',
      'zoo.cfg line 3: skipACL=yes: access control cannot be switched off here; remove the line',
    ],
    [
      'secureClientPortAddress=::1',
      'zoo.cfg line 3: secureClientPortAddress=::1: it needs secureClientPort to be set',
    ],
    [
      'secureClientPort=2281',
      'secureClientPort needs ssl.keyStore.location: a PEM file with the private key and its certificates',
    ],
    [
      'minSessionTimeout=90000',
      'minSessionTimeout (90000 ms) must not be larger than maxSessionTimeout (60000 ms)',
    ],
    [
      'DigestAuthenticationProvider.superDigest=hush',
      'zoo.cfg line 3: DigestAuthenticationProvider.superDigest=(hidden): user:base64(sha1(user:password)) is allowed',
    ],
    [
      'server.1=localhost:2888',
      'zoo.cfg line 3: server.1=localhost:2888: server.N=host:quorumPort:electionPort[:participant|observer][;[clientHost:]clientPort] is allowed',
    ],
    [
      'server.1=h:2888:2888',
      'zoo.cfg line 3: server.1=h:2888:2888: the quorum port and the election port must differ',
    ],
    ['server.1=h:2888:x', 'zoo.cfg line 3: server.1=h:2888:x: ports are whole numbers from 0 to 65535'],
    ['server.a=h:2888:3888', 'zoo.cfg line 3: server.a=h:2888:3888: the key must end in a whole number'],
    [
      'server.1=h:2888:3888:king',
      'zoo.cfg line 3: server.1=h:2888:3888:king: the role "king" is neither participant nor observer',
    ],
    [
      'server.1=h:1:2|i:3:4',
      'zoo.cfg line 3: server.1=h:1:2|i:3:4: several addresses need multiAddress.enabled=true',
    ],
    ['weight.1=1', 'zoo.cfg line 3: weight.1=1: there is no server.1'],
    ['server.1=h:2888:3888\ngroup.1=1:1', 'zoo.cfg line 4: group.1=1:1: server 1 is in more than one group'],
    [
      'server.1=h:2888:3888\ngroup.1=2',
      'server.1 is in no group: with group lines every voter must be in one',
    ],
    [
      'server.1=h:2888:3888:observer',
      'the server lines name observers only: at least one participant is needed',
    ],
    ['standaloneEnabled=false', 'standaloneEnabled=false needs server lines, and there are none'],
    [
      'ssl.keyStore.location=/x\nclientPort=\\u12',
      'zoo.cfg line 4 holds a \\u that is not followed by four hexadecimal digits',
    ],
  ])('%s', (line, message) => {
    expect(refusal(`${minimal}${line}\n`)).toBe(message);
  });

  it('needs dataDir, a client port and a file', () => {
    expect(refusal('clientPort=2181')).toBe('dataDir is not set: it names the folder that holds the data');
    expect(refusal(`dataDir=${folder}`)).toMatch('neither clientPort nor secureClientPort is set');
    expect(() => readZooConfig(join(folder, 'none.cfg'), {})).toThrow(/cannot read .*none\.cfg: ENOENT/);
  });

  it('wants a number in myid', () => {
    writeFileSync(join(folder, 'myid'), 'one\n');
    expect(refusal(minimal)).toBe(`${folder}/myid holds "one", which is not a number`);
    rmSync(join(folder, 'myid'));
  });

  it('wants server lines in the dynamic file alone', () => {
    const dynamic = join(folder, 'zoo.cfg.dynamic');
    writeFileSync(dynamic, 'server.1=h:2888:3888\nversion=1\n');
    expect(refusal(`${minimal}dynamicConfigFile=${dynamic}\nserver.1=h:2888:3888\n`)).toMatch(
      /zoo\.cfg line 4: server\.1 must stand in/,
    );
    expect(refusal(`${minimal}dynamicConfigFile=${dynamic}\n`)).toMatch(/line 2: version must not stand in/);
  });
});

describe('warnings', () => {
  const warnings = (text: string) =>
    read(minimal + text).warnings.map((line) => line.replaceAll(/zoo\d+/g, 'zoo'));

  it.each([
    ['colour=blue', 'zoo.cfg line 3: unknown key colour has no effect'],
    ['zookeeper.colour=blue', 'zoo.cfg line 3: unknown key colour has no effect'],
    [
      'forceSync=no',
      'zoo.cfg line 3: forceSync=no: a crash of this machine can lose writes that were acknowledged',
    ],
    [
      'DigestAuthenticationProvider.superDigest=super:abc',
      'DigestAuthenticationProvider.superDigest is set: whoever knows its password passes every ACL',
    ],
    [
      'authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider',
      'zoo.cfg line 3: authProvider.1=org.apache.zookeeper.server.auth.SASLAuthenticationProvider: SASL is not available yet; clients that ask for it are told so',
    ],
  ])('%s', (line, warning) => {
    expect(warnings(line)).toEqual([warning]);
  });

  it('tells of a repeated key and of bytes that Java reads otherwise than an editor', () => {
    expect(warnings('snapCount=5\nsnapCount=6')[0]).toMatch(/line 4: snapCount stands at zoo\.cfg line 3/);
    expect(warnings('metricsProvider.x=\u00c3\u00a9')[0]).toMatch(/line 3: bytes outside ASCII/);
  });

  it('are not given for keys that only an ensemble or a JVM needs', () => {
    expect(warnings('initLimit=10\nsyncLimit=5\nadmin.serverPort=0\nadmin.enableServer=false')).toEqual([]);
  });
});
