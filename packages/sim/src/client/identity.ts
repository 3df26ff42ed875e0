import { type Acl, base64, Perms, sha1 } from '@vivarium/jute';
import type { Access } from '../history/call.ts';

/** As the digest scheme keeps a client in ACLs. */
export function userOf(client: number): string {
  return `c${client}:${base64(sha1(new TextEncoder().encode(passwordOf(client))))}`;
}

/** What the client sends in its auth packet. */
export function passwordOf(client: number): string {
  return `c${client}:secret`;
}

const USERS: string[] = [];

export function aclFor(client: number, access: Access): Acl[] {
  if (access === 'open') return [{ perms: Perms.all, scheme: 'world', id: 'anyone' }];
  USERS[client] ??= userOf(client);
  return [{ perms: Perms.all, scheme: 'digest', id: USERS[client] }];
}
