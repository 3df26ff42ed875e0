import { expect, it } from 'vitest';
import { membershipText, readMembership } from '../../src/index.ts';

it('reads what a configuration says, and passes over the rest', () => {
  const text = [
    'dataDir=/var/lib/zookeeper',
    'server.1=zk1:2888:3888:participant;0.0.0.0:2181',
    'server.2=[::1]:2888:3888:observer;[::1]:2182',
    'server.3=a:1:2|b:3:4:participant',
    'server.x=nonsense',
    'server.4=nonsense',
    'version=10000000a',
  ].join('\n');
  const { members, version } = readMembership(text);
  expect([...members.values()]).toEqual([
    {
      sid: 1,
      host: 'zk1',
      quorumPort: 2888,
      electionPort: 3888,
      role: 'participant',
      client: { host: '0.0.0.0', port: 2181 },
    },
    {
      sid: 2,
      host: '::1',
      quorumPort: 2888,
      electionPort: 3888,
      role: 'observer',
      client: { host: '::1', port: 2182 },
    },
    { sid: 3, host: 'a', quorumPort: 1, electionPort: 2, role: 'participant', client: null },
  ]);
  expect(version).toBe(0x10000000a);
});

it('reads what a member of ours writes', () => {
  const member = {
    sid: 7,
    host: '::1',
    quorumPort: 1,
    electionPort: 2,
    role: 'observer',
    client: null,
  } as const;
  const membership = { members: new Map([[7, member]]), version: 5, groups: null };
  expect(readMembership(membershipText(membership))).toEqual(membership);
});
