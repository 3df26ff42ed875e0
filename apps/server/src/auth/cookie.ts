/**
 * Cookies are shared by all ports of a host; the port in the name keeps two dashboards on one machine apart.
 */
export function cookieName(port: number): string {
  return `vivarium-${port}`;
}

/** The value of one cookie of a Cookie header. Ours are base64url, so nothing is quoted or escaped. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  for (const pair of header?.split(';') ?? []) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

export function sessionCookie(name: string, secret: string): string {
  return `${name}=${secret}; Path=/; HttpOnly; SameSite=Strict`;
}
