import type { ConnectionOptions } from 'node:tls';
import { readPem } from '../net/tls-options.ts';
import { systemProperties } from './java-flags.ts';
import { readPropertiesFile, withoutPrefix } from './read-zoo-config.ts';
import { type Setting, Settings } from './settings.ts';
import { readVersions, storePassword, storePath } from './tls-settings.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What a client needs to know that no connect string says. */
export interface ClientConfig {
  /** Null for plain TCP. */
  readonly tls: ConnectionOptions | null;
  /** zookeeper.request.timeout; null when it is not set, or 0, which is no limit for Apache's client. */
  readonly requestTimeoutMs: number | null;
}

/**
 * The keys of Apache's ZKClientConfig that mean something here: those of `file`, beneath them the
 * `-Dzookeeper.x=y` of CLIENT_JVMFLAGS and JVMFLAGS. As there, unknown keys are passed over in silence.
 *
 * @throws ConfigError one sentence that names the key and what it allows
 */
export function readClientConfig(env: Environment, file: string | null = null): ClientConfig {
  const settings = settingsOf(env, file);
  return {
    tls: settings.boolean('client.secure', false) ? tlsOf(settings) : null,
    requestTimeoutMs: settings.optionalInteger('request.timeout', { unit: 'ms' }) || null,
  };
}

/** For a port that is known to speak TLS: its stores stand in the same keys. @throws ConfigError */
export function readClientTls(env: Environment): ConnectionOptions {
  return tlsOf(settingsOf(env, null));
}

function settingsOf(env: Environment, file: string | null): Settings {
  const settings = new Map<string, Setting>();
  // Apache's scripts put them on the command line in this order, and the last one counts.
  for (const place of ['CLIENT_JVMFLAGS', 'JVMFLAGS'])
    for (const [key, value] of systemProperties(env[place] ?? ''))
      settings.set(withoutPrefix(key), { value: value.trim(), place });
  if (file !== null)
    for (const [key, setting] of readPropertiesFile(file, [])) settings.set(withoutPrefix(key), setting);
  return new Settings(settings);
}

function tlsOf(settings: Settings): ConnectionOptions {
  const keyStore = storePath(settings, 'ssl.keyStore');
  const trustStore = storePath(settings, 'ssl.trustStore');
  const password = storePassword(settings, 'ssl.keyStore');
  const pem = keyStore === null ? null : readPem(keyStore, 'ssl.keyStore.location');
  const ciphers = settings.list('ssl.ciphersuites')?.join(':') ?? null;
  return {
    ...(pem === null ? {} : { key: pem, cert: pem }),
    ...(password === null ? {} : { passphrase: password }),
    ...(trustStore === null ? {} : { ca: readPem(trustStore, 'ssl.trustStore.location') }),
    ...(ciphers === null ? {} : { ciphers }),
    ...(settings.boolean('ssl.hostnameVerification', true) ? {} : { checkServerIdentity: () => undefined }),
    ...readVersions(settings),
  };
}
