import { readdirSync, readFileSync } from 'node:fs';
import { ByteReader, ByteWriter, JuteError } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';
import { codecOf, codecs, fromHex, toHex } from './records.ts';

interface Golden {
  readonly comment: string;
  readonly layout: readonly string[];
  readonly hex: string;
}

const folder = new URL('./golden/', import.meta.url);

function goldenOf(file: string): Golden[] {
  const found: Golden[] = [];
  let comment = '';
  for (const line of readFileSync(new URL(file, folder), 'utf8').split('\n')) {
    if (line.startsWith('# ')) comment = line.slice(2);
    else if (line !== '') {
      const space = line.indexOf(' ');
      found.push({ comment, layout: line.slice(0, space).split('+'), hex: line.slice(space + 1) });
    }
  }
  return found;
}

const files = readdirSync(folder).filter((file) => file.endsWith('.txt'));
const all = files.flatMap(goldenOf);

function decode(golden: Golden, bytes: Uint8Array): unknown[] {
  const reader = new ByteReader(bytes);
  const values = golden.layout.map((name) => codecOf(name).read(reader));
  expect(reader.remaining()).toBe(0);
  return values;
}

// Records of which no recording exists. Logs older than 3.4 cannot be had from a newer server.
const NOT_RECORDED = new Set(['createTxnV0']);
// Records that are only ever part of others, and the primitives.
const WITHIN_OTHERS = new Set(['acl', 'authInfo', 'clientInfo', 'requestedAcl', 'stat', 'subTxn', 'zxid']);
const PRIMITIVES = new Set([
  'bool',
  'buffer',
  'i32',
  'i64',
  'i64Big',
  'nullableString',
  'sessionId',
  'string',
]);

describe('bytes recorded from Apache ZooKeeper 3.8.0', () => {
  for (const file of files) {
    it(`${file}: every line decodes to its end and encodes to the same bytes`, () => {
      const lines = goldenOf(file);
      expect(lines.length).toBeGreaterThan(20);
      for (const golden of lines) {
        const values = decode(golden, fromHex(golden.hex));
        const writer = new ByteWriter(1);
        golden.layout.forEach((name, at) => {
          codecOf(name).write(writer, values[at]);
        });
        expect(toHex(writer.view()), golden.comment).toBe(golden.hex);
      }
    });
  }

  it('has a line for every record that can be recorded', () => {
    const seen = new Set(all.flatMap((golden) => golden.layout));
    const missing = [...codecs.keys()].filter(
      (name) =>
        !seen.has(name) && !NOT_RECORDED.has(name) && !WITHIN_OTHERS.has(name) && !PRIMITIVES.has(name),
    );
    expect(missing).toEqual([]);
  });

  it('throws a JuteError for each of these messages cut at any byte', () => {
    for (const golden of all) {
      const bytes = fromHex(golden.hex);
      for (let end = 0; end < bytes.length; end++) {
        expect(() => decode(golden, bytes.subarray(0, end)), `${golden.comment}, ${end}`).toThrow(JuteError);
      }
    }
  });

  it('reads the fields where they stand: a few lines by hand', () => {
    const one = (comment: string) => {
      const golden = all.find((each) => each.comment === comment);
      if (golden === undefined) throw new Error(`no golden line says ${comment}`);
      return decode(golden, fromHex(golden.hex));
    };
    expect(one('createTTL from the Java client')[1]).toMatchObject({
      path: '/g/ttl',
      flags: 5,
      ttlMs: 123456789,
    });
    expect(one('setWatches from the Java client')[0]).toMatchObject({ type: 101 });
    expect(one('the reply to whoAmI')[1]).toEqual({
      clientInfo: expect.arrayContaining([
        { authScheme: 'ip', user: '127.0.0.1' },
        { authScheme: 'digest', user: 'ada' },
      ]),
    });
    expect(one('data of followerInfo')[0]).toEqual({ sid: 1, protocolVersion: 0x10000, configVersion: 0 });
    expect(one('a vote, state looking')[0]).toMatchObject({
      state: 0,
      leader: 2,
      version: 2,
      electionEpoch: 1,
    });
    expect(one('entry: createSession')[1]).toEqual({ timeoutMs: 6000 });
  });
});
