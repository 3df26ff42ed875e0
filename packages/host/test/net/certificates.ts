import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificate {
  /** Private key and certificate in one PEM file. */
  readonly store: string;
  readonly pem: Buffer;
}

export interface Authority {
  /** The authority's own certificate. */
  readonly trustStore: string;
  readonly pem: Buffer;
  issue(name: string, subject: string): Certificate;
}

/** Makes an authority in the folder with openssl, which signs for localhost. */
export function makeAuthority(folder: string, name: string): Authority {
  const path = (file: string) => join(folder, `${name}-${file}`);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl('req', '-x509', ...key, '-keyout', path('ca.key'), '-out', path('ca.pem'), '-subj', `/CN=${name}`);
  const issue = (who: string, subject: string): Certificate => {
    const [secret, request, signed] = [path(`${who}.key`), path(`${who}.csr`), path(`${who}.crt`)];
    openssl('req', ...key, '-keyout', secret, '-out', request, '-subj', subject);
    const extensions = path('extensions');
    writeFileSync(extensions, 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
    const ca = ['-CA', path('ca.pem'), '-CAkey', path('ca.key'), '-CAcreateserial', '-extfile', extensions];
    openssl('x509', '-req', '-in', request, '-out', signed, ...ca);
    const store = path(`${who}.pem`);
    const pem = Buffer.concat([readFileSync(secret), readFileSync(signed)]);
    writeFileSync(store, pem);
    return { store, pem };
  };
  return { trustStore: path('ca.pem'), pem: readFileSync(path('ca.pem')), issue };
}
