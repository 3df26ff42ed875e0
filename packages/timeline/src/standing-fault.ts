/**
 * Something that is wrong with how an ensemble is set up, as one of its members sees it. It stands until somebody
 * changes the set-up. Closed.
 */
export type StandingFault =
  /** It survives no more failures than one voter fewer would. */
  | { readonly kind: 'evenVoters'; readonly voters: number }
  /** Two servers say that they are this one; the address is what the second says of itself, null when it says none. */
  | { readonly kind: 'sidTwice'; readonly sid: number; readonly address: string | null }
  /** Server `by` has another line for server `sid` than the member that tells; null where one has no such line. */
  | {
      readonly kind: 'listsDiffer';
      readonly by: number;
      readonly sid: number;
      readonly theirs: string | null;
      readonly ours: string | null;
    };

/** The same for the same fault, whoever sees it. */
export function faultKey(fault: StandingFault): string {
  if (fault.kind === 'evenVoters') return fault.kind;
  return fault.kind === 'sidTwice' ? `${fault.kind} ${fault.sid}` : `${fault.kind} ${fault.by} ${fault.sid}`;
}
