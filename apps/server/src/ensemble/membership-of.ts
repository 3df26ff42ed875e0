import type { EmbeddedEnsemble } from '@vivarium/host';
import type { Discovery } from '@vivarium/observe';

/** Who forms the embedded ensemble, with the ports between members. */
export function membershipOf({ members }: EmbeddedEnsemble): Discovery['members'] {
  const host = '127.0.0.1';
  return new Map(
    members.map(({ sid, role, clientPort, quorumPort, electionPort }) => [
      sid,
      {
        sid,
        host,
        quorumPort,
        electionPort,
        role: role === 'voter' ? ('participant' as const) : ('observer' as const),
        client: { host, port: clientPort },
      },
    ]),
  );
}
