const TWO_32 = 4_294_967_296;

/** Transactions between two zxids; across epochs only those of the new one are known. */
export function txnsBetween(before: number | null, now: number): number {
  if (before === null || now < before) return 0;
  if (Math.floor(before / TWO_32) === Math.floor(now / TWO_32)) return now - before;
  return now % TWO_32;
}
