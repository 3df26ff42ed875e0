/** What the node is called, behind its queue's name, where consumers claim items: ours, and what is usual with Curator. */
export const CLAIM_SUFFIXES = ['-claims', '-locks', '-lock'] as const;
