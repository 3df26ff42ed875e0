const TWO_32 = 4_294_967_296;

/** The epoch in which a zxid was given: its upper 32 bits. */
export function epochOf(zxid: number): number {
  return Math.floor(zxid / TWO_32);
}
