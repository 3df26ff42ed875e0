import { HierarchicalVerifier } from './verifier/hierarchical.ts';
import { MajorityVerifier } from './verifier/majority.ts';
import type { QuorumVerifier } from './verifier/verifier.ts';

/** One server line of a configuration. */
export interface MemberAddress {
  readonly sid: number;
  readonly host: string;
  readonly quorumPort: number;
  readonly electionPort: number;
  readonly role: 'participant' | 'observer';
  /** Client host and port, when the server line gave them. */
  readonly client: { readonly host: string; readonly port: number } | null;
}

/** Who forms the ensemble. Its text travels with notifications and NEWLEADER. */
export interface Membership {
  readonly members: ReadonlyMap<number, MemberAddress>;
  /** Zxid of the reconfiguration that made it; 0 for a static one. */
  readonly version: number;
  /** group.G and weight.N lines; null for a plain majority. */
  readonly groups: ReadonlyMap<number, ReadonlyMap<number, number>> | null;
}

function bracketed(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

function memberText({ host, quorumPort, electionPort, role, client }: MemberAddress): string {
  const server = `${bracketed(host)}:${quorumPort}:${electionPort}:${role}`;
  return client === null ? server : `${server};${bracketed(client.host)}:${client.port}`;
}

/** The configuration as Apache's QuorumVerifier.toString prints it: no newline at the end. */
export function membershipText({ members, version, groups }: Membership): string {
  const lines = [...members.values()].map((each) => `server.${each.sid}=${memberText(each)}`);
  for (const [group, weights] of groups ?? []) lines.push(`group.${group}=${[...weights.keys()].join(':')}`);
  for (const weights of groups?.values() ?? []) {
    for (const [sid, weight] of weights) lines.push(`weight.${sid}=${weight}`);
  }
  return [...lines, `version=${version.toString(16)}`].join('\n');
}

export function verifierOf({ members, groups }: Membership): QuorumVerifier {
  const voters = [...members.values()].filter((each) => each.role === 'participant').map((each) => each.sid);
  if (groups === null) return new MajorityVerifier(voters);
  return new HierarchicalVerifier([...groups.values()].map((weights) => ({ weights })));
}
