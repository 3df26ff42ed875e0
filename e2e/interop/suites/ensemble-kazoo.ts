import { join } from 'node:path';
import { prepareEnsemble, serverCommand } from '../../harness/index.ts';
import type { Suite } from '../report.ts';
import { compareKazoo, type KazooRun } from './kazoo.ts';

/**
 * kazoo's own tests against three members, with those that stop servers or want one that only reads. Its SASL tests and
 * those that change the membership are left out.
 */
export const ensembleKazooSuite: Suite = {
  name: 'ensemble kazoo',
  run: (report) => compareKazoo(report, threeMembers),
};

const threeMembers: KazooRun = {
  groups: [
    ['client'],
    [
      ...['connection', 'partitioner', 'watchers', 'barrier', 'cache', 'counter', 'election', 'interrupt'],
      ...['lease', 'lock', 'party', 'queue', 'retry'],
    ],
  ],
  pytest: ['-k', 'not Reconfig'],
  // A JVM and our launcher take the property each from a variable of its own, and only from there.
  env: {
    JAVA_TOOL_OPTIONS: '-Dreadonlymode.enabled=true',
    SERVER_JVMFLAGS: '-Dreadonlymode.enabled=true',
  },
  prepare: async (kind) => {
    const ensemble = await prepareEnsemble({
      members: [kind, kind, kind],
      tickTimeMs: 2_000,
      label: 'kazoo-ensemble',
      config: {
        initLimit: '4',
        syncLimit: '2',
        maxClientCnxns: '0',
        preAllocSize: '1024',
        // The super user's password is "test".
        'DigestAuthenticationProvider.superDigest': 'super:D/InIHSb7yEEbrWz8b9l71RjZJU=',
      },
    });
    return ensemble.members.map(({ server }) => {
      const { file, args } = serverCommand(kind, join(server.dir, 'zoo.cfg'));
      return { argv: [file, ...args], port: server.port, log: join(server.dir, 'server.log') };
    });
  },
};
