import type { MemberAddress, Membership } from './membership.ts';

const SERVER = /^server\.(\d{1,15})=(.*)$/;
const ADDRESS = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5}):(\d{1,5})(?::(participant|observer))?$/;
const CLIENT = /^(?:(?:\[([^\]]+)\]|([^:[\]]+)):)?(\d{1,5})$/;
const VERSION = /^version=([0-9a-fA-F]{1,16})$/;

/**
 * Reads a configuration as members tell it: in notifications, in /zookeeper/config and in the answer to `conf`. Of a
 * server with several addresses the first counts. Lines that say something else are passed over; groups are not read.
 * Source: Apache's QuorumVerifier.toString.
 */
export function readMembership(text: string): Membership {
  const members = new Map<number, MemberAddress>();
  let version = 0;
  for (const line of text.split(/\r?\n/)) {
    const server = SERVER.exec(line.trim());
    if (server !== null) {
      const sid = Number(server[1]);
      const address = readAddress(sid, server[2] ?? '');
      if (address !== null) members.set(sid, address);
    }
    const told = VERSION.exec(line.trim());
    if (told !== null) version = Number.parseInt(told[1] ?? '0', 16);
  }
  return { members, version, groups: null };
}

function readAddress(sid: number, text: string): MemberAddress | null {
  const [addresses = '', clientText] = text.split(';', 2);
  const first = addresses.split('|', 1)[0] ?? '';
  // The role stands behind the last of several addresses.
  const role = addresses.endsWith(':observer') ? 'observer' : 'participant';
  const match = ADDRESS.exec(first);
  if (match === null) return null;
  const host = match[1] ?? match[2] ?? '';
  const client = clientText === undefined ? null : readClient(clientText.trim());
  return { sid, host, quorumPort: Number(match[3]), electionPort: Number(match[4]), role, client };
}

function readClient(text: string): MemberAddress['client'] {
  const match = CLIENT.exec(text);
  return match === null ? null : { host: match[1] ?? match[2] ?? '0.0.0.0', port: Number(match[3]) };
}
