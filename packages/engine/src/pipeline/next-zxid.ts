import { counterOf, epochOf, makeZxid, type Zxid } from '@vivarium/jute';

const COUNTER_MAX = 0xffffffff;

/** No transaction has counter 0: it stands for the start of an epoch. */
export function nextZxid(last: Zxid): Zxid {
  return counterOf(last) === COUNTER_MAX ? makeZxid(epochOf(last) + 1, 1) : ((last + 1) as Zxid);
}
