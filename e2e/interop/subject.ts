import type { ServerKind } from '../harness/index.ts';

/** The server whose answers count as right. */
export const reference: ServerKind = 'apache';

/**
 * The server under test. `--subject=apache` compares Apache's with itself: whatever that run reports is an instability
 * of the suite, not a difference of ours.
 */
export const subject: ServerKind = process.argv.includes('--subject=apache') ? 'apache' : 'vivarium';

/** Both sides of every comparison, the reference first. */
export const sides = ['reference', 'subject'] as const;
export type Side = (typeof sides)[number];

export const kindOf: Readonly<Record<Side, ServerKind>> = { reference, subject };
