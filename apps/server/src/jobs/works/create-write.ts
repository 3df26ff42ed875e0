import type { AclView, CreateKind } from '@vivarium/contract';
import { hex64 } from '@vivarium/jute';
import { sha256 } from '../../audit/audit-log.ts';
import { unheardCreate } from '../../guard/inverse.ts';
import { createOptions } from '../../znodes/create-options.ts';
import type { JobWrite } from '../job-writes.ts';

export interface NewNode {
  readonly path: string;
  readonly data: Uint8Array | null;
  readonly acl: readonly AclView[];
  readonly kind: CreateKind;
  readonly ttlMs: number | null;
}

/** Makes a node; brings its czxid. */
export function createWrite({ path, data, acl, kind, ttlMs }: NewNode): JobWrite<string> {
  const options = createOptions(kind, ttlMs, acl);
  return {
    intent: { op: 'create', path, expectsVersion: null, oldSha256: null, newSha256: sha256(data ?? '') },
    write: async (client) => hex64((await client.create(path, data, options)).stat.czxid),
    back: (lastZxid) => unheardCreate(path, data, lastZxid),
    lookAgain: async (client) => {
      const stat = await client.exists(path);
      return stat === null ? null : { value: hex64(stat.czxid) };
    },
  };
}
