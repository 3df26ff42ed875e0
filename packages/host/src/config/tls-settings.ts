import { readFileSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { ConfigError } from './config-error.ts';
import type { Settings } from './settings.ts';
import type { TlsConfig } from './zoo-config.ts';

type Version = TlsConfig['minVersion'];

const VERSIONS: Readonly<Record<string, Version>> = { 'tlsv1.2': 'TLSv1.2', 'tlsv1.3': 'TLSv1.3' };
/** TLS handshakes that may be under way at once, where Apache has no limit. */
const MAX_HANDSHAKES = 250;

/** Keys of the TLS client port. Certificates and keys are PEM; other stores are refused with the way out. */
export function readTlsConfig(settings: Settings): TlsConfig {
  const keyStorePath = storePath(settings, 'ssl.keyStore');
  if (keyStorePath === null)
    throw new ConfigError(
      'secureClientPort needs ssl.keyStore.location: a PEM file with the private key and its certificates',
    );
  const clientAuth = settings.choice(
    'ssl.clientAuth',
    { none: 'none' as const, want: 'want' as const, need: 'need' as const },
    'need',
  );
  const trustStorePath = storePath(settings, 'ssl.trustStore');
  if (trustStorePath === null && clientAuth !== 'none')
    throw new ConfigError(
      `ssl.clientAuth=${clientAuth} needs ssl.trustStore.location: a PEM file with the certificates of those who sign clients`,
    );
  storePassword(settings, 'ssl.trustStore');
  for (const key of ['ssl.crl', 'ssl.ocsp'])
    if (settings.boolean(key, false)) throw settings.wrong(key, 'revocation checks are not available');
  settings.passOver([
    'ssl.hostnameVerification',
    'ssl.clientHostnameVerification',
    'ssl.context.supplier.class',
  ]);
  settings.passOver(['ssl.closeHandshakeDetectionTimeoutMillis', 'client.certReload', 'ssl.authProvider']);
  settings.passOver(['ssl.sslProvider']);
  settings.warnIfSet('X509AuthenticationProvider.superUser', 'a super user by certificate is not available');
  return {
    keyStorePath,
    keyStorePassword: storePassword(settings, 'ssl.keyStore'),
    trustStorePath,
    clientAuth,
    ...readVersions(settings),
    ciphers: settings.list('ssl.ciphersuites')?.join(':') ?? null,
    handshakeTimeoutMs: settings.integer('ssl.handshakeDetectionTimeoutMillis', 5000, { min: 1, unit: 'ms' }),
    maxHandshakes: settings.integer('netty.server.outstandingHandshake.limit', MAX_HANDSHAKES, { min: -1 }),
  };
}

export function storePath(settings: Settings, store: string): string | null {
  const location = settings.text(`${store}.location`);
  const type = settings.text(`${store}.type`)?.toUpperCase() ?? null;
  if (location === null) return null;
  if (type !== null && !['PEM', 'JKS', 'PKCS12', 'BCFKS'].includes(type))
    throw settings.wrong(`${store}.type`, 'PEM is allowed');
  if (type === null ? extname(location) !== '.pem' : type !== 'PEM')
    throw settings.wrong(
      `${store}.location`,
      `only PEM files can be read; convert it (keytool -importkeystore to PKCS12, then openssl pkcs12 -nodes) to a name that ends in .pem`,
    );
  return resolve(location);
}

export function storePassword(settings: Settings, store: string): string | null {
  const direct = settings.text(`${store}.password`);
  const file = settings.text(`${store}.passwordPath`);
  if (file === null) return direct;
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0]!;
  } catch (cause) {
    throw new ConfigError(`${store}.passwordPath=${file} cannot be read`, { cause });
  }
}

/** ssl.enabledProtocols lists versions; ssl.protocol alone names the newest. */
export function readVersions(settings: Settings): { minVersion: Version; maxVersion: Version } {
  const newest = settings.choice('ssl.protocol', VERSIONS, 'TLSv1.3');
  const enabled =
    settings.list('ssl.enabledProtocols') ?? (newest === 'TLSv1.3' ? ['TLSv1.2', newest] : [newest]);
  const versions = enabled.map((name) => VERSIONS[name.toLowerCase()]);
  if (versions.includes(undefined) || versions.length === 0)
    throw settings.wrong('ssl.enabledProtocols', 'TLSv1.2 and TLSv1.3 are allowed');
  return {
    minVersion: versions.includes('TLSv1.2') ? 'TLSv1.2' : 'TLSv1.3',
    maxVersion: versions.includes('TLSv1.3') ? 'TLSv1.3' : 'TLSv1.2',
  };
}
