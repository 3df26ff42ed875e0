import { describe, expect, it } from 'vitest';
import { type Answer, discoverEnsemble } from '../src/index.ts';

const REFUSED: Answer = { outcome: 'not-whitelisted', cause: '' };
const at = (host: string, port = 2181) => ({ host, port });

function discover(
  targets: { host: string; port: number }[],
  config: string | null,
  conf: (port: number) => string | null,
) {
  return discoverEnsemble({
    targets,
    config: async () => config,
    async ask({ port }) {
      const text = conf(port);
      return text === null ? REFUSED : { outcome: 'text', text };
    },
  });
}

const three = (client: (sid: number) => string, host = '127.0.0.1'): string =>
  [1, 2, 3].map((sid) => `server.${sid}=${host}:288${sid}:388${sid}:participant${client(sid)}`).join('\n');
const here = [at('127.0.0.1', 2183), at('localhost', 2181), at('127.0.0.1', 2182)];

describe('discoverEnsemble', () => {
  it('tells members by the client ports of their server lines', async () => {
    const found = await discover(
      here,
      three((sid) => `;0.0.0.0:218${sid}`),
      () => null,
    );
    expect(found).toMatchObject({ sids: [3, 1, 2], cause: null });
    expect(found.members.get(2)).toMatchObject({ electionPort: 3882, quorumPort: 2882 });
  });

  it('tells members by their own word where conf is allowed', async () => {
    const conf = (port: number): string => `serverId=${port - 2180}\nmembership: \n${three(() => '')}`;
    expect(await discover(here, null, conf)).toMatchObject({ sids: [3, 1, 2], cause: null });
  });

  it('tells members by their hosts where each has one', async () => {
    const config = ['zk1', 'zk2']
      .map((host, n) => `server.${n + 1}=${host}:2888:3888:participant`)
      .join('\n');
    expect(await discover([at('ZK2'), at('zk1')], config, () => null)).toMatchObject({
      sids: [2, 1],
      cause: null,
    });
  });

  it('knows the last by all the others', async () => {
    const conf = (port: number): string | null => (port === 2183 ? null : `serverId=${port - 2180}`);
    expect(
      await discover(
        here,
        three(() => ''),
        conf,
      ),
    ).toMatchObject({ sids: [3, 1, 2], cause: null });
  });

  it('says what would help where nothing tells', async () => {
    const { sids, cause } = await discover(
      here,
      three(() => ''),
      () => null,
    );
    expect(sids).toEqual([null, null, null]);
    expect(cause).toMatch(/add conf to 4lw\.commands\.whitelist/);
    expect((await discover(here, null, () => null)).cause).toMatch(/no configuration/);
  });
});
