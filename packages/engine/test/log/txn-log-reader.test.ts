import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LogError } from '../../src/log/log-error.ts';
import { SECTOR_BYTES, UNSYNCED_LIMIT_BYTES } from '../../src/log/log-tail.ts';
import { entryOf, logOf, readLog, zxidOf } from './log-fixture.ts';

function numbered(count: number, bytes = 20): Uint8Array[] {
  return Array.from({ length: count }, (_, i) => entryOf(i + 1, bytes));
}

/** The error that reading throws; fails when it does not throw. */
function refusal(bytes: Uint8Array): LogError {
  try {
    readLog(bytes);
  } catch (error) {
    if (error instanceof LogError) return error;
    throw error;
  }
  throw new Error('the log was read without an error');
}

describe('whole logs', () => {
  test('LO1 every entry comes out whole and in order, whatever the chunks', () => {
    const sizes = fc.array(fc.integer({ min: 0, max: 900 }), { maxLength: 20 });
    const chunks = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sizes, chunks, fc.integer({ min: 0, max: 2000 }), (lengths, chunkSizes, padding) => {
        const log = logOf(
          lengths.map((length, i) => entryOf(i + 1, length)),
          padding,
        );
        const read = readLog(log.bytes, chunkSizes);
        expect(read.entries).toEqual(log.entries);
        expect(read.validBytes).toBe(log.offsets.at(-1));
        expect(read.sizeBytes).toBe(log.bytes.length);
        expect(read.lostWrite).toBeNull();
      }),
      { numRuns: 100 },
    );
  });

  test('LO1 an empty file, a header alone and a header of zeros hold no records', () => {
    const { bytes } = logOf([], 4096);
    expect(readLog(new Uint8Array(0))).toMatchObject({ records: 0, validBytes: 0, lostWrite: null });
    for (let cut = 1; cut < 16; cut++) {
      expect(readLog(bytes.slice(0, cut))).toMatchObject({ records: 0, validBytes: 0 });
    }
    expect(readLog(bytes)).toMatchObject({ records: 0, validBytes: 16, lostWrite: null });
    expect(readLog(new Uint8Array(4096))).toMatchObject({ records: 0, validBytes: 0 });
  });

  test('LO2 a file that is no log is refused', () => {
    for (const text of ['ZKSN', 'x', 'ZKL?0000000000000000']) {
      expect(refusal(new TextEncoder().encode(text))).toMatchObject({
        code: 'header',
        file: 'log.1',
        offset: 0,
      });
    }
    const future = logOf(numbered(1));
    future.bytes[7] = 3;
    expect(refusal(future.bytes)).toMatchObject({ code: 'header', offset: 4 });
    const headless = logOf(numbered(20));
    headless.bytes.fill(0, 0, SECTOR_BYTES);
    expect(refusal(headless.bytes)).toMatchObject({ code: 'header', offset: 0 });
  });
});

describe('interrupted writes', () => {
  test('LO3 a file cut at any byte gives the records before the cut', () => {
    const log = logOf(numbered(6));
    for (let cut = 16; cut < log.bytes.length; cut++) {
      const whole = log.offsets.filter((offset) => offset <= cut).length - 1;
      const read = readLog(log.bytes.slice(0, cut));
      expect(read.entries.map(zxidOf)).toEqual(numbered(whole).map(zxidOf));
      expect(read.validBytes).toBe(log.offsets[whole]);
      const left = log.bytes.slice(log.offsets[whole], cut);
      expect(read.lostWrite === null).toBe(left.every((byte) => byte === 0));
    }
  });

  test('LO3 zeros from any byte on give the records before it', () => {
    const log = logOf(numbered(6), 5000);
    const end = log.offsets.at(-1) as number;
    for (let cut = 16; cut < end; cut++) {
      const bytes = log.bytes.slice().fill(0, cut);
      const whole = log.offsets.filter((offset) => offset <= cut).length - 1;
      const read = readLog(bytes);
      expect(read.records).toBe(whole);
      expect(read.validBytes).toBe(log.offsets[whole]);
    }
  });

  test('LO4 any sectors lost in the last group: cut at the first record that misses bytes', () => {
    const lost = fc.array(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 8 });
    const lengths = fc.array(fc.integer({ min: 1, max: 2000 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(lengths, lost, fc.integer({ min: 0, max: 9000 }), (sizes, sectors, padding) => {
        const log = logOf(
          sizes.map((size, i) => entryOf(i + 1, size)),
          padding,
        );
        // The group begins with the third record; what stood before it in its sector was written earlier.
        const groupStart = log.offsets[2] as number;
        const end = log.offsets.at(-1) as number;
        const bytes = log.bytes.slice();
        for (const sector of sectors) {
          const from = Math.floor(groupStart / SECTOR_BYTES + sector) * SECTOR_BYTES;
          bytes.fill(0, Math.min(Math.max(from, groupStart), end), Math.min(from + SECTOR_BYTES, end));
        }
        const intact = log.offsets.findIndex(
          (offset, i) =>
            i === sizes.length ||
            log.bytes.slice(offset, log.offsets[i + 1]).some((b, k) => bytes[offset + k] !== b),
        );
        const read = readLog(bytes);
        expect(read.records).toBe(intact);
        expect(read.validBytes).toBe(log.offsets[intact]);
      }),
      { numRuns: 500 },
    );
  });

  test('LO4 a lost sector far before the end is corruption, because its group was durable', () => {
    const count = Math.ceil(UNSYNCED_LIMIT_BYTES / 100_000) + 10;
    const log = logOf(numbered(count, 100_000));
    const offset = log.offsets[1] as number;
    const sector = Math.ceil(offset / SECTOR_BYTES) * SECTOR_BYTES;
    const bytes = log.bytes.slice().fill(0, sector, sector + SECTOR_BYTES);
    expect(refusal(bytes)).toMatchObject({ code: 'corrupt', offset });
    const late = log.offsets.at(-3) as number;
    const lateSector = Math.ceil(late / SECTOR_BYTES) * SECTOR_BYTES;
    const cut = log.bytes.slice().fill(0, lateSector, lateSector + SECTOR_BYTES);
    expect(readLog(cut)).toMatchObject({ validBytes: late, records: count - 2 });
  });

  test('LO4 data behind a long run of zeros are corruption', () => {
    const log = logOf(numbered(3), UNSYNCED_LIMIT_BYTES * 2);
    log.bytes[log.bytes.length - 1] = 1;
    expect(refusal(log.bytes)).toMatchObject({ code: 'corrupt', offset: log.offsets.at(-1) });
  });
});

describe('corruption', () => {
  test.each([0, 3000])(
    'LO5 any flipped bit of a record with others behind is refused at that record (padding %i)',
    (padding) => {
      const log = logOf(numbered(5), padding);
      for (let record = 0; record < 4; record++) {
        const offset = log.offsets[record] as number;
        for (let at = offset; at < (log.offsets[record + 1] as number); at++) {
          for (const bit of [1, 0x80]) {
            const bytes = log.bytes.slice();
            bytes[at] = (bytes[at] as number) ^ bit;
            expect(refusal(bytes)).toMatchObject({ code: 'corrupt', file: 'log.1', offset });
          }
        }
      }
    },
  );

  test('LO5 a flipped bit inside the last record is refused too: that record may have been acknowledged', () => {
    const log = logOf(numbered(5), 3000);
    const offset = log.offsets[4] as number;
    for (let at = offset; at < (log.offsets[5] as number) - 1; at++) {
      const bytes = log.bytes.slice();
      bytes[at] = (bytes[at] as number) ^ 4;
      expect(refusal(bytes)).toMatchObject({ code: 'corrupt', offset });
    }
  });

  test('LO5 the message says file, offset and what is wrong', () => {
    const log = logOf(numbered(2));
    log.bytes[(log.offsets[0] as number) + 20] = 0xff;
    expect(refusal(log.bytes).message).toBe('log.1, offset 16: the checksum does not match');
  });
});
