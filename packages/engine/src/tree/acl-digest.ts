import { base64, sha1 } from '@vivarium/jute';

// Ids of the `digest` scheme. Source: Apache's DigestAuthenticationProvider with its default algorithm, SHA1.

const utf8 = new TextEncoder();

/** `user:base64(sha1(user:password))` of `user:password`; the first colon ends the user. */
export function digestIdOf(userPassword: string): string {
  const colon = userPassword.indexOf(':');
  const user = colon === -1 ? userPassword : userPassword.slice(0, colon);
  return `${user}:${base64(sha1(utf8.encode(userPassword)))}`;
}

/** True for what Apache takes as `user:digest`: two parts, and colons at the very end do not count. */
export function isDigestId(id: string): boolean {
  const parts = id.split(':');
  while (parts.at(-1) === '') parts.pop();
  return parts.length === 2;
}

/** `user:x`: how a digest id is shown to who may not administer the znode. */
export function maskedDigestId(id: string): string {
  return id.replace(/:.*/g, ':x');
}
