import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readClientConfig, readClientTls } from '../../src/config/client-config.ts';
import { ConfigError } from '../../src/config/config-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'client-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, ...lines: string[]): string {
  const path = join(folder, name);
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

const pem = (what: string) => `-----BEGIN ${what}-----`;
const keyStore = written('client.pem', pem('PRIVATE KEY'));
const trustStore = written('trust.crt', pem('CERTIFICATE'));
const stores = [
  `zookeeper.ssl.keyStore.location=${keyStore}`,
  `zookeeper.ssl.trustStore.location=${trustStore}`,
  'zookeeper.ssl.trustStore.type=PEM',
];

describe('the configuration of a client', () => {
  it('is plain TCP without a limit where nothing is said', () => {
    expect(readClientConfig({})).toEqual({ tls: null, requestTimeoutMs: null });
    const file = written(
      'plain.cfg',
      ...stores,
      'zookeeper.client.secure=false',
      'zookeeper.request.timeout=0',
    );
    expect(readClientConfig({}, file)).toEqual({ tls: null, requestTimeoutMs: null });
  });

  it('is TLS with the stores that the file names', () => {
    const more = ['zookeeper.client.secure=true', 'zookeeper.ssl.keyStore.password=open'];
    const file = written('tls.cfg', ...stores, ...more, 'zookeeper.request.timeout=700', 'some.other=key');
    const { tls, requestTimeoutMs } = readClientConfig({}, file);
    expect(requestTimeoutMs).toBe(700);
    expect(tls).toEqual({
      key: `${pem('PRIVATE KEY')}\n`,
      cert: `${pem('PRIVATE KEY')}\n`,
      passphrase: 'open',
      ca: `${pem('CERTIFICATE')}\n`,
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.3',
    });
  });

  it('takes flags of the JVM, the later line before the earlier, and the file before both', () => {
    const env = {
      CLIENT_JVMFLAGS: '-Dzookeeper.client.secure=true -Dzookeeper.request.timeout=1',
      JVMFLAGS: '-Xmx1g -Dzookeeper.ssl.hostnameVerification=false -Dzookeeper.request.timeout=2',
    };
    const { tls, requestTimeoutMs } = readClientConfig(env);
    expect(requestTimeoutMs).toBe(2);
    expect(tls?.checkServerIdentity?.('elsewhere', {} as never)).toBeUndefined();
    const file = written('both.cfg', 'zookeeper.client.secure=false', 'zookeeper.request.timeout=3');
    expect(readClientConfig(env, file)).toEqual({ tls: null, requestTimeoutMs: 3 });
    expect(Object.keys(readClientTls(env))).toContain('checkServerIdentity');
  });

  it.each([
    [
      'zookeeper.client.secure=perhaps',
      /^bad\.cfg line 1: client\.secure=perhaps: true or false is allowed$/,
    ],
    ['zookeeper.request.timeout=soon', /request\.timeout=soon: a whole number \(ms\)/],
    ['zookeeper.ssl.keyStore.location=/k.jks', /only PEM files can be read; convert it/],
    [
      'zookeeper.ssl.trustStore.location=/absent.pem',
      /ssl\.trustStore\.location=\/absent\.pem cannot be read/,
    ],
    [`zookeeper.ssl.keyStore.location=${written('empty.pem', '')}`, /holds no PEM/],
    ['zookeeper.ssl.enabledProtocols=SSLv3', /TLSv1\.2 and TLSv1\.3 are allowed/],
  ])('%s is refused in a sentence', (line, sentence) => {
    const file = written(
      'bad.cfg',
      line,
      ...(line.includes('.secure') ? [] : ['zookeeper.client.secure=true']),
    );
    expect(() => readClientConfig({}, file)).toThrow(ConfigError);
    expect(() => readClientConfig({}, file)).toThrow(sentence);
  });

  it('says which file is not there', () => {
    expect(() => readClientConfig({}, join(folder, 'absent'))).toThrow(
      /cannot read the configuration .*ENOENT/,
    );
  });
});
