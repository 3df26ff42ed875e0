import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import type { KindSource } from '../znodes/node-kind.ts';
import type { PlantSoil } from './plant.ts';

/** Reads for the plant through the connected client of now; `client` throws CONNECTIONLOSS while there is none. */
export function soilOf(client: () => ZooKeeper, kindOf: KindSource): PlantSoil {
  return {
    kindOf,
    stat: (path) => attempt(() => client().exists(path), null),
    childNames: (path) => attempt(async () => (await client().getChildren(path)).children, null),
  };
}

/** What may not be read, or is gone, is drawn as such; anything else is the caller's. */
async function attempt<T, U>(read: () => Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof ZooKeeperError)) throw error;
    if (error.codeName === 'NOAUTH' || error.codeName === 'NONODE') return otherwise;
    throw error;
  }
}
