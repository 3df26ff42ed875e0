import { expect, it } from 'vitest';
import { parseCons } from '../../src/sessions/parse-cons.ts';
import { parseDump } from '../../src/sessions/parse-dump.ts';
import { parseWchc, parseWchs } from '../../src/sessions/parse-watches.ts';

it('reads cons as Apache 3.8 prints it, with and without sessions', () => {
  const text = [
    ' /127.0.0.1:42426[0](queued=0,recved=1,sent=0)',
    ' /0:0:0:0:0:0:0:1:42420[1](queued=0,recved=10,sent=11,sid=0x1000a2f6b2b0000,lop=PING,est=1700000000000,to=30000,lcxid=0x4,lzxid=0x5,lresp=77,llat=0,minlat=0,avglat=0,maxlat=13)',
    '',
  ].join('\n');
  expect(parseCons(text)).toEqual([
    {
      address: '0:0:0:0:0:0:0:1:42420',
      session: 0x1000a2f6b2b0000n,
      timeoutMs: 30_000,
      establishedMs: 1_700_000_000_000,
      lastOp: 'PING',
      received: 10,
      sent: 11,
    },
  ]);
});

it('reads dump of a leader: expiries, ephemerals, and not the connections below them', () => {
  const text = `SessionTracker dump:
Session Sets (2)/(2):
1 expire at Sun Nov 22 16:46:58 UTC 2026:
	0x1000a2f6b2b0000
1 expire at Sun Nov 22 16:47:00 CEST 2026:
	0x2
ephemeral nodes dump:
Sessions with Ephemerals (1):
0x1000a2f6b2b0000:
	/locks/a b
	/locks/0x3:
Connections dump:
Connections Sets (1)/(1):
1 expire at Sun Nov 22 16:46:58 UTC 2026:
	ip: /127.0.0.1:42420 sessionId: 0x1000a2f6b2b0000
`;
  const dump = parseDump(text);
  expect([...dump.expiries]).toEqual([
    [0x1000a2f6b2b0000n, Date.UTC(2026, 10, 22, 16, 46, 58)],
    [2n, null],
  ]);
  expect([...dump.ephemerals]).toEqual([[0x1000a2f6b2b0000n, ['/locks/a b', '/locks/0x3:']]]);
});

it('reads dump of a learner, which knows no expiry', () => {
  const text =
    'SessionTracker dump:\nGlobal Sessions(2):\n0x100001\t30000ms\n0x100002\t4000ms\nephemeral nodes dump:\nSessions with Ephemerals (0):\nConnections dump:\n';
  expect([...parseDump(text).expiries]).toEqual([
    [0x100001n, null],
    [0x100002n, null],
  ]);
});

it('reads watches', () => {
  expect([...parseWchc('0x1\n\t/a\n\t/b c\n0x2\n\t/a\n')]).toEqual([
    [1n, ['/a', '/b c']],
    [2n, ['/a']],
  ]);
  expect(parseWchs('2 connections watching 3 paths\nTotal watches:4\n')).toEqual({
    sessions: 2,
    paths: 3,
    watches: 4,
  });
  expect(parseWchs('wchs is not executed because it is not in the whitelist.')).toBeNull();
});
