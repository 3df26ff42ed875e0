import { join } from 'node:path';
import type { MemberAddress, Membership, QuorumTimes } from '@vivarium/engine';
import { ConfigError } from './config-error.ts';
import type { ServerLine, ServerList } from './server-list.ts';
import type { Settings } from './settings.ts';

/** What a member of an ensemble needs to know besides what a standalone server does. */
export interface EnsembleConfig {
  readonly sid: number;
  /** Members in the order of their ids, as Apache prints them. */
  readonly membership: Membership;
  readonly times: QuorumTimes;
  /** quorumListenOnAllIPs: both ports listen on every address, not only on that of the server line. */
  readonly listenOnAllAddresses: boolean;
}

/**
 * What the configuration says about the ensemble; null when it asks for a standalone server: no server lines, or
 * one voter and standaloneEnabled. Source of the rule: Apache's QuorumPeerConfig.
 *
 * @throws ConfigError
 */
export function readEnsembleConfig(
  settings: Settings,
  list: ServerList,
  myid: number | null,
  dataDir: string,
): EnsembleConfig | null {
  const standaloneEnabled = settings.boolean('standaloneEnabled', true);
  const listenOnAllAddresses = settings.boolean('quorumListenOnAllIPs', false);
  const peerType = settings.choice('peerType', { participant: 'participant', observer: 'observer' }, null);
  const isEnsemble = list.voters.length > 1 || (list.voters.length === 1 && !standaloneEnabled);
  if (!isEnsemble) return null;
  const sid = ownSid(list, myid, join(dataDir, 'myid'));
  checkAddresses(list.servers);
  const voters = list.voters.length;
  if (voters % 2 === 0)
    settings.warnings.push(
      `an even number of voters (${voters}) survives no more failures than ${voters - 1} would`,
    );
  const own = list.servers.find((server) => server.sid === sid);
  if (peerType !== null && peerType !== own?.role)
    settings.warnings.push(`peerType=${peerType} differs from server.${sid}, which counts: ${own?.role}`);
  if (settings.boolean('sslQuorum', false))
    throw settings.wrong('sslQuorum', 'TLS between members is not available yet');
  if (settings.boolean('quorum.auth.enableSasl', false))
    throw settings.wrong('quorum.auth.enableSasl', 'SASL between members is not available yet');
  if (settings.text('oraclePath') !== null)
    throw settings.wrong('oraclePath', 'an oracle for two members is not available');
  return { sid, membership: membershipOf(list), times: readTimes(settings), listenOnAllAddresses };
}

function ownSid({ servers }: ServerList, myid: number | null, file: string): number {
  const sids = servers.map((server) => server.sid).sort((a, b) => a - b);
  if (myid === null)
    throw new ConfigError(
      `${file} is missing: it must hold the number of this server's line, one of ${sids.join(', ')}`,
    );
  if (!sids.includes(myid))
    throw new ConfigError(
      `${file} holds ${myid}, but there is no server.${myid} in the configuration: it lists ${sids.join(', ')}`,
    );
  return myid;
}

/** @throws ConfigError when two lines name the same port of the same host */
function checkAddresses(servers: readonly ServerLine[]): void {
  const owners = new Map<string, number>();
  for (const { sid, addresses } of servers) {
    for (const { host, quorum, election } of addresses) {
      for (const port of [quorum, election]) {
        const address = `${host}:${port}`;
        const other = owners.get(address);
        if (other !== undefined && port !== 0)
          throw new ConfigError(
            `server.${other} and server.${sid} both use ${address}: each needs its own ports`,
          );
        owners.set(address, sid);
      }
    }
  }
}

function membershipOf({ servers, groups }: ServerList): Membership {
  const members = new Map<number, MemberAddress>();
  for (const { sid, role, addresses, client } of [...servers].sort((a, b) => a.sid - b.sid)) {
    const { host, quorum, election } = addresses[0]!;
    members.set(sid, { sid, host, quorumPort: quorum, electionPort: election, role, client });
  }
  return { members, version: 0, groups };
}

function readTimes(settings: Settings): QuorumTimes {
  return {
    tickTimeMs: settings.integer('tickTime', 3000, { min: 1, unit: 'ms' }),
    initLimitTicks: readLimit(settings, 'initLimit', 'to join its leader'),
    syncLimitTicks: readLimit(settings, 'syncLimit', 'to answer its leader'),
  };
}

function readLimit(settings: Settings, key: 'initLimit' | 'syncLimit', what: string): number {
  const ticks = settings.optionalInteger(key, { min: 1, unit: 'ticks' });
  if (ticks === null)
    throw new ConfigError(
      `${key} is not set: an ensemble needs it, the number of ticks a member has ${what}`,
    );
  return ticks;
}
