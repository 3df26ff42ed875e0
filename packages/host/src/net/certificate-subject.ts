import type { X509Certificate } from 'node:crypto';

/**
 * The subject as RFC 2253 text, most specific part first, as Java's X500Principal prints it and as ACLs of the
 * x509 scheme hold it; null without a certificate.
 */
export function subjectOf(certificate: X509Certificate | undefined): string | null {
  if (certificate === undefined) return null;
  // Node prints one part a line, most general first, with RFC 2253's escapes.
  return certificate.subject.split('\n').reverse().join(',');
}
