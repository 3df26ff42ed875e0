import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zooConfigFrom } from '../config/read-zoo-config.ts';
import type { ZooConfig } from '../config/zoo-config.ts';
import { type LaidOutMember, memberFolder } from './layout.ts';

const HOST = '127.0.0.1';

/** The configuration of one member, and its myid file. All listen on loopback alone. */
export function memberConfig(
  dataDir: string,
  sid: number,
  members: readonly LaidOutMember[],
  settings: Readonly<Record<string, string>>,
): ZooConfig {
  const own = members.find((member) => member.sid === sid);
  if (own === undefined) throw new Error(`there is no member ${sid}`);
  const folder = memberFolder(dataDir, sid);
  const common = {
    dataDir: folder,
    clientPort: String(own.clientPort),
    clientPortAddress: HOST,
    tickTime: '2000',
    extendedTypesEnabled: 'true',
    // The page asks mntr beside srvr; the ports are on loopback only.
    '4lw.commands.whitelist': '*',
    // Every client of this machine has the same address, and the page's own sessions are among them.
    maxClientCnxns: '0',
  };
  if (members.length === 1) return zooConfigFrom({ ...common, ...settings });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'myid'), `${sid}\n`);
  const servers = members.map((member): [string, string] => {
    const role = member.role === 'voter' ? 'participant' : 'observer';
    const address = `${HOST}:${member.quorumPort}:${member.electionPort}:${role}`;
    return [`server.${member.sid}`, `${address};${HOST}:${member.clientPort}`];
  });
  return zooConfigFrom({
    ...common,
    initLimit: '10',
    syncLimit: '5',
    ...settings,
    ...Object.fromEntries(servers),
  });
}
