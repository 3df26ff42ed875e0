import type { LookupAddress } from 'node:dns';
import { expect, it } from 'vitest';
import { AddressRotation } from '../src/address-rotation.ts';

const THREE = ['10.0.0.1', '10.0.0.2', '10.0.0.3'].map((address) => ({ address, family: 4 }));

function asked(rotation: AddressRotation, name: string, all: boolean): Promise<unknown> {
  return new Promise((resolve) => {
    rotation.lookup(name, { all }, (error, found) => resolve(error ?? found));
  });
}

it('begins every dial with the next address of a name, the first one anywhere', async () => {
  const rotation = new AddressRotation(
    () => 0.5,
    (_, __, callback) => callback(null, THREE),
  );
  const firsts: string[] = [];
  for (let dial = 0; dial < 4; dial++) {
    const all = (await asked(rotation, 'zk', true)) as LookupAddress[];
    expect(all).toHaveLength(3);
    firsts.push(all[0]?.address ?? '');
  }
  expect(firsts).toEqual(['10.0.0.2', '10.0.0.3', '10.0.0.1', '10.0.0.2']);
  expect(await asked(rotation, 'zk', false)).toBe('10.0.0.3');
});

it('says why a name has no address', async () => {
  const refusal = new Error('ENOTFOUND');
  const failing = new AddressRotation(
    () => 0,
    (_, __, callback) => callback(refusal, []),
  );
  expect(await asked(failing, 'zk', true)).toBe(refusal);
  const empty = new AddressRotation(
    () => 0,
    (_, __, callback) => callback(null, []),
  );
  expect(String(await asked(empty, 'zk', true))).toContain('zk has no address');
});
