import type { Change } from '@vivarium/contract';

/** A change is written once, however many pages it goes to. */
const texts = new WeakMap<Change, string>();

function textOf(change: Change): string {
  const known = texts.get(change);
  if (known !== undefined) return known;
  const text = JSON.stringify(change);
  texts.set(change, text);
  return text;
}

/** A batch as it goes over the socket: see `serverMessage` of the contract. */
export function batchText(seq: number, nowMs: number, changes: readonly Change[]): string {
  return `{"type":"batch","seq":${seq},"nowMs":${nowMs},"changes":[${changes.map(textOf).join(',')}]}`;
}
