import { describe, expect, it } from 'vitest';
import { MAX_WAITING_EVENTS, WatchStream } from '../src/watch-stream.ts';

const created = (path: string) => ({ type: 'created', path, zxid: null }) as const;

describe('WatchStream', () => {
  it('keeps events for a reader that comes later', async () => {
    const stream = new WatchStream('/', async () => undefined);
    stream.watch(created('/a'));
    stream.watch(created('/b'));
    expect(await stream.next()).toEqual({ done: false, value: created('/a') });
    expect(await stream.next()).toEqual({ done: false, value: created('/b') });
  });

  it('replaces what a slow reader left by one "read again"', async () => {
    const stream = new WatchStream('/', async () => undefined);
    for (let i = 0; i <= MAX_WAITING_EVENTS; i++) stream.watch(created(`/${i}`));
    stream.watch(created('/last'));
    expect(await stream.next()).toEqual({ done: false, value: { type: 'restored' } });
    expect(await stream.next()).toEqual({ done: false, value: created('/last') });
  });

  it('tells its loss once, then it is over', async () => {
    const stream = new WatchStream('/', async () => undefined);
    stream.watch({ type: 'lost', cause: 'expired' });
    stream.watch(created('/a'));
    await expect(stream.next()).rejects.toMatchObject({ codeName: 'SESSIONEXPIRED' });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it('takes itself from the server when a loop is left, once', async () => {
    let removed = 0;
    const stream = new WatchStream('/', async () => {
      removed += 1;
    });
    stream.watch(created('/a'));
    for await (const event of stream) if (event.type === 'created') break;
    await stream.return();
    expect(removed).toBe(1);
  });
});
