// How Curator's DistributedQueue wraps its items: a version, each item behind a mark and its length, an end mark.

const VERSION = 0x0001_0001;
const ITEM = 1;
const END = 2;

/** One item in an envelope of its own. */
export function wrapItem(item: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + 1 + 4 + item.length + 1);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, VERSION);
  view.setUint8(4, ITEM);
  view.setInt32(5, item.length);
  bytes.set(item, 9);
  view.setUint8(bytes.length - 1, END);
  return bytes;
}

/** The items of an envelope; null when it is none. */
export function unwrapItems(bytes: Uint8Array): Uint8Array[] | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 5 || view.getInt32(0) !== VERSION) return null;
  const items: Uint8Array[] = [];
  for (let at = 4; at < bytes.length; ) {
    const mark = view.getUint8(at);
    if (mark === END) return items;
    if (mark !== ITEM || at + 5 > bytes.length) return null;
    const length = view.getInt32(at + 1);
    const end = at + 5 + length;
    if (length < 0 || end > bytes.length) return null;
    items.push(bytes.slice(at + 5, end));
    at = end;
  }
  return null;
}
