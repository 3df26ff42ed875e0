import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freshDirectory, run } from '../harness/index.ts';

/**
 * Makes, with openssl, a folder with an authority (ca.crt), certificates of it for a server and a client (NAME.crt,
 * NAME.key, and both in NAME.pem), and the certificate of an authority that signed neither (other.crt).
 */
export async function makeCertificates(): Promise<string> {
  const folder = freshDirectory('certificates');
  const openssl = async (...args: string[]): Promise<void> => {
    const finished = await run('openssl', args, { cwd: folder });
    if (finished.code !== 0) throw new Error(`openssl ${args.join(' ')}\n${finished.stderr}`);
  };
  const newKey = ['-newkey', 'rsa:2048', '-nodes'];
  for (const authority of ['ca', 'other']) {
    const files = ['-keyout', `${authority}.key`, '-out', `${authority}.crt`];
    await openssl('req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=${authority}`, ...files);
  }
  writeFileSync(join(folder, 'names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  for (const [serial, name] of ['server', 'client'].entries()) {
    const files = ['-keyout', `${name}.key`, '-out', `${name}.csr`];
    await openssl('req', ...newKey, '-subj', `/O=Vivarium/CN=${name}`, ...files);
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-set_serial', String(serial + 1)];
    const result = ['-days', '2', '-extfile', 'names', '-in', `${name}.csr`, '-out', `${name}.crt`];
    await openssl('x509', '-req', ...authority, ...result);
    const pem = ['key', 'crt'].map((part) => readFileSync(join(folder, `${name}.${part}`), 'utf8'));
    writeFileSync(join(folder, `${name}.pem`), pem.join(''));
  }
  return folder;
}
