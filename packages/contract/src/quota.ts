import Type, { type Static } from 'typebox';
import { undoOffer, writeGuard } from './guard.ts';
import { closed, orNull, znodePath } from './scalars.ts';

/**
 * Znodes and bytes of data of a subtree; null where there is no limit. Above
 * soft a member logs; above hard it refuses when it runs with `enforceQuota=true`, which no client is told.
 */
export const quotaLimits = Type.Object(
  {
    nodesSoft: orNull(Type.Integer({ minimum: 0 })),
    nodesHard: orNull(Type.Integer({ minimum: 0 })),
    bytesSoft: orNull(Type.Integer({ minimum: 0 })),
    bytesHard: orNull(Type.Integer({ minimum: 0 })),
  },
  closed,
);
export type QuotaLimits = Static<typeof quotaLimits>;

export const quotaView = Type.Object(
  {
    path: znodePath,
    /** Where the limits stand: the path itself or one above it; null when there are none. */
    at: orNull(znodePath),
    limits: orNull(quotaLimits),
    usage: orNull(Type.Object({ nodes: Type.Integer(), bytes: Type.Integer() }, closed)),
    /** After a change. */
    undo: Type.Optional(undoOffer),
  },
  closed,
);
export type QuotaView = Static<typeof quotaView>;

/** Null limits take the quota away. */
export const quotaBody = Type.Object(
  { path: znodePath, limits: orNull(quotaLimits), guard: Type.Optional(writeGuard) },
  closed,
);
export type QuotaBody = Static<typeof quotaBody>;
