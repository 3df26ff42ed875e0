const PAGE_BYTES = 64 * 1024;
const GRANULE_BYTES = 8;
const PAGE_GRANULES = PAGE_BYTES / GRANULE_BYTES;
/** Bits of a reference that name the granule within its page. */
const GRANULE_BITS = 13;
const GRANULE_MASK = PAGE_GRANULES - 1;
/** References are positive i32: 16 GiB of blocks. */
const PAGES_MAX = 2 ** (31 - GRANULE_BITS);
/** Longer values get an array of their own. */
export const BLOCK_BYTES_MAX = 4096;
const SPARE_PAGES_MAX = 16;
const NONE = -1;

/** A stored value: where its bytes are. Negative ones are special or large. */
export type ArenaRef = number;
export const NULL_REF: ArenaRef = -1;
export const EMPTY_REF: ArenaRef = -2;
const FIRST_LARGE_REF: ArenaRef = -3;
const NO_BYTES = new Uint8Array(0);

/** Block sizes in granules: steps of at most an eighth, so that a block wastes little. */
const CLASS_GRANULES: number[] = [];
for (let size = 1; size <= 16; size++) CLASS_GRANULES.push(size);
for (let step = 2; step <= 32; step *= 2)
  for (let size = 9; size <= 16; size++) CLASS_GRANULES.push(size * step);
/** Class of a value by its granules. */
const CLASS_OF = new Uint8Array(BLOCK_BYTES_MAX / GRANULE_BYTES + 1);
for (let granules = 0, index = 0; granules < CLASS_OF.length; granules++) {
  if (granules > (CLASS_GRANULES[index] as number)) index++;
  CLASS_OF[granules] = index;
}

/** A page holds blocks of one class, so a page whose blocks all died can serve another class. */
interface Page {
  readonly bytes: Uint8Array;
  sizeClass: number;
  live: number;
  /** First free granule that was used before; the next one stands in its first four bytes. */
  free: number;
  /** First granule never used. */
  fresh: number;
  /** Neighbours in the list of this class's pages that have room. */
  next: number;
  previous: number;
}

/**
 * Byte strings outside of the JavaScript heap: names and data of znodes. Millions of small arrays would cost
 * a hundred bytes of header each and be visited by every garbage collection.
 */
export class ByteArena {
  private readonly pages: (Page | undefined)[] = [];
  private readonly bytesOfPage: Uint8Array[] = [];
  private readonly freePageNumbers: number[] = [];
  private readonly spares: Uint8Array[] = [];
  private readonly roomy = new Int32Array(CLASS_GRANULES.length).fill(NONE);
  private readonly large: Uint8Array[] = [];
  private readonly freeLarge: number[] = [];
  /** Bytes held from the system for pages and large values. */
  reservedBytes = 0;

  /** Copies bytes[start, end) into the arena. */
  store(bytes: Uint8Array, start: number, end: number): ArenaRef {
    const length = end - start;
    if (length === 0) return EMPTY_REF;
    const ref = this.allocate(length);
    const into = this.bytesAt(ref);
    let at = this.offsetAt(ref);
    if (length > 48) into.set(bytes.subarray(start, end), at);
    else for (let from = start; from < end; from++) into[at++] = bytes[from] as number;
    return ref;
  }

  /** The array that holds the value; it begins at `offsetAt`. */
  bytesAt(ref: ArenaRef): Uint8Array {
    if (ref >= 0) return this.bytesOfPage[ref >>> GRANULE_BITS] as Uint8Array;
    if (ref > FIRST_LARGE_REF) return NO_BYTES;
    return this.large[FIRST_LARGE_REF - ref] as Uint8Array;
  }

  offsetAt(ref: ArenaRef): number {
    return ref >= 0 ? (ref & GRANULE_MASK) * GRANULE_BYTES : 0;
  }

  /** Room for `length` bytes, at least one; what stands there is undefined. */
  allocate(length: number): ArenaRef {
    if (length > BLOCK_BYTES_MAX) return this.allocateLarge(length);
    const sizeClass = CLASS_OF[(length + GRANULE_BYTES - 1) >>> 3] as number;
    const granules = CLASS_GRANULES[sizeClass] as number;
    let number = this.roomy[sizeClass] as number;
    if (number === NONE) number = this.openPage(sizeClass);
    const page = this.pages[number] as Page;
    let granule = page.free;
    if (granule === NONE) {
      granule = page.fresh;
      page.fresh += granules;
    } else {
      page.free = readLink(page.bytes, granule);
    }
    page.live++;
    if (page.free === NONE && page.fresh + granules > PAGE_GRANULES) this.unlist(number, page);
    return (number << GRANULE_BITS) | granule;
  }

  /** Gives back a value of `length` bytes. Null and empty need no giving back but may be given. */
  release(ref: ArenaRef, length: number): void {
    if (ref < 0) {
      if (ref <= FIRST_LARGE_REF) this.releaseLarge(FIRST_LARGE_REF - ref);
      return;
    }
    const number = ref >>> GRANULE_BITS;
    const page = this.pages[number] as Page;
    const granules = CLASS_GRANULES[page.sizeClass] as number;
    if (CLASS_OF[(length + GRANULE_BYTES - 1) >>> 3] !== page.sizeClass) {
      throw new Error(`block of class ${page.sizeClass} released as ${length} bytes`);
    }
    const wasFull = page.free === NONE && page.fresh + granules > PAGE_GRANULES;
    writeLink(page.bytes, ref & GRANULE_MASK, page.free);
    page.free = ref & GRANULE_MASK;
    page.live--;
    if (wasFull) this.list(number, page);
    if (page.live === 0) this.closePage(number, page);
  }

  /** Stores other bytes in place of a value of `length` bytes; the block stays when its class still fits. */
  replace(ref: ArenaRef, length: number, bytes: Uint8Array | null): ArenaRef {
    if (bytes !== null && ref >= 0 && bytes.length > 0 && bytes.length <= BLOCK_BYTES_MAX) {
      if (
        CLASS_OF[(length + GRANULE_BYTES - 1) >>> 3] === CLASS_OF[(bytes.length + GRANULE_BYTES - 1) >>> 3]
      ) {
        this.bytesAt(ref).set(bytes, this.offsetAt(ref));
        return ref;
      }
    }
    this.release(ref, length);
    return bytes === null ? NULL_REF : this.store(bytes, 0, bytes.length);
  }

  private openPage(sizeClass: number): number {
    let bytes = this.spares.pop();
    if (bytes === undefined) {
      bytes = new Uint8Array(PAGE_BYTES);
      this.reservedBytes += PAGE_BYTES;
    }
    const number = this.freePageNumbers.pop() ?? this.pages.length;
    if (number >= PAGES_MAX) throw new RangeError('the arena for names and data is full (16 GiB)');
    const page: Page = { bytes, sizeClass, live: 0, free: NONE, fresh: 0, next: NONE, previous: NONE };
    this.pages[number] = page;
    this.bytesOfPage[number] = bytes;
    this.list(number, page);
    return number;
  }

  private closePage(number: number, page: Page): void {
    this.unlist(number, page);
    this.pages[number] = undefined;
    this.bytesOfPage[number] = NO_BYTES;
    this.freePageNumbers.push(number);
    if (this.spares.length < SPARE_PAGES_MAX) this.spares.push(page.bytes);
    else this.reservedBytes -= PAGE_BYTES;
  }

  private list(number: number, page: Page): void {
    const head = this.roomy[page.sizeClass] as number;
    page.next = head;
    page.previous = NONE;
    if (head !== NONE) (this.pages[head] as Page).previous = number;
    this.roomy[page.sizeClass] = number;
  }

  private unlist(number: number, page: Page): void {
    if (page.previous !== NONE) (this.pages[page.previous] as Page).next = page.next;
    else if (this.roomy[page.sizeClass] === number) this.roomy[page.sizeClass] = page.next;
    if (page.next !== NONE) (this.pages[page.next] as Page).previous = page.previous;
    page.next = NONE;
    page.previous = NONE;
  }

  private allocateLarge(length: number): ArenaRef {
    const index = this.freeLarge.pop() ?? this.large.length;
    this.large[index] = new Uint8Array(length);
    this.reservedBytes += length;
    return FIRST_LARGE_REF - index;
  }

  private releaseLarge(index: number): void {
    this.reservedBytes -= (this.large[index] as Uint8Array).length;
    this.large[index] = NO_BYTES;
    this.freeLarge.push(index);
  }
}

function readLink(bytes: Uint8Array, granule: number): number {
  const at = granule * GRANULE_BYTES;
  return ((bytes[at] as number) | ((bytes[at + 1] as number) << 8) | ((bytes[at + 2] as number) << 16)) - 1;
}

function writeLink(bytes: Uint8Array, granule: number, link: number): void {
  const at = granule * GRANULE_BYTES;
  const value = link + 1;
  bytes[at] = value;
  bytes[at + 1] = value >>> 8;
  bytes[at + 2] = value >>> 16;
}
