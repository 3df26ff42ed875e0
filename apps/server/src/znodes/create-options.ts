import type { CreateModeName, CreateOptions } from '@vivarium/client';
import type { AclView, CreateKind } from '@vivarium/contract';
import { refuse } from '../faults.ts';

const MODES: Record<CreateKind, CreateModeName> = {
  persistent: 'persistent',
  ephemeral: 'ephemeral',
  'persistent-sequential': 'persistentSequential',
  'ephemeral-sequential': 'ephemeralSequential',
  container: 'container',
  ttl: 'persistentWithTTL',
  'ttl-sequential': 'persistentSequentialWithTTL',
};

/** @throws BAD_REQUEST for a TTL without a kind for it, or the other way round */
export function createOptions(
  kind: CreateKind,
  ttlMs: number | null,
  acl: readonly AclView[] | undefined,
): CreateOptions {
  if ((ttlMs !== null) !== kind.startsWith('ttl')) throw refuse('BAD_REQUEST');
  return {
    mode: MODES[kind],
    ...(acl === undefined ? {} : { acl }),
    ...(ttlMs === null ? {} : { ttlMs }),
  };
}
