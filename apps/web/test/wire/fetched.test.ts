// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { type Link, live } from '../../src/stores/live.ts';
import { fetched } from '../../src/wire/fetched.ts';

const before = live.get();
afterEach(() => live.set(before));

/** Fails so often before it succeeds. */
function failing(times: number): { readonly load: () => Promise<string>; calls: number } {
  const code = {
    calls: 0,
    load: async () => {
      code.calls += 1;
      if (code.calls <= times) throw new TypeError('Failed to fetch dynamically imported module');
      return 'code';
    },
  };
  return code;
}

function linkIs(link: Link): void {
  live.set({ ...live.get(), link });
}

describe('code of the page', () => {
  it('is asked for until the server is back', async () => {
    linkIs({ state: 'lost', retryAtMs: 0 });
    const code = failing(12);
    expect(await fetched(code.load, 0)).toBe('code');
    expect(code.calls).toBe(13);
  });

  it('is asked for again where the loss of the server is not known yet', async () => {
    linkIs({ state: 'live' });
    expect(await fetched(failing(2).load, 0)).toBe('code');
  });

  it('is given up where the server answers and does not have it', async () => {
    linkIs({ state: 'live' });
    const code = failing(100);
    await expect(fetched(code.load, 0)).rejects.toThrow('served no more');
    expect(code.calls).toBe(3);
  });
});
