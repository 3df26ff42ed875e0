import { readFileSync } from 'node:fs';
import { createSecureContext, type TlsOptions } from 'node:tls';
import { ConfigError } from '../config/config-error.ts';
import type { TlsConfig } from '../config/zoo-config.ts';

/** @throws ConfigError that names the file when it cannot be read or holds no usable key and certificate */
export function loadTlsOptions(tls: TlsConfig): TlsOptions {
  const keyStore = readPem(tls.keyStorePath, 'ssl.keyStore.location');
  const options: TlsOptions = {
    key: keyStore,
    cert: keyStore,
    ...(tls.keyStorePassword === null ? {} : { passphrase: tls.keyStorePassword }),
    ...(tls.trustStorePath === null ? {} : { ca: readPem(tls.trustStorePath, 'ssl.trustStore.location') }),
    ...(tls.ciphers === null ? {} : { ciphers: tls.ciphers }),
    requestCert: tls.clientAuth !== 'none',
    rejectUnauthorized: tls.clientAuth === 'need',
    minVersion: tls.minVersion,
    maxVersion: tls.maxVersion,
    handshakeTimeout: tls.handshakeTimeoutMs,
  };
  try {
    createSecureContext(options);
  } catch (cause) {
    throw new ConfigError(
      `the TLS client port cannot use ${tls.keyStorePath}: ${(cause as Error).message}; it must hold a private key and its certificate in PEM`,
      { cause },
    );
  }
  return options;
}

/** @throws ConfigError that names the key and the file */
export function readPem(path: string, key: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ConfigError(`${key}=${path} cannot be read: ${(cause as NodeJS.ErrnoException).code}`, {
      cause,
    });
  }
  if (!text.includes('-----BEGIN ')) throw new ConfigError(`${key}=${path} holds no PEM`);
  return text;
}
