import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CLOSE_SESSION, DELETE } from '../../src/operations.ts';
import { type NamedRequest, Rig, request, requestOf, server } from './rig.ts';

const HOSTS = [
  { host: 'a', port: 1 },
  { host: 'b', port: 2 },
];

type Act = (rig: Rig, made: NamedRequest[]) => void;

function ask(line: string): Act {
  return (rig, made) => {
    const request = requestOf(line, rig.nowMs);
    if (request === null) throw new Error(line);
    made.push(request);
    rig.step(request);
  };
}

const hear = (bytes: Uint8Array | ((rig: Rig) => Uint8Array)): Act => {
  return (rig) => rig.step({ type: 'received', bytes: typeof bytes === 'function' ? bytes(rig) : bytes });
};

/** Answers the oldest request in flight, as a server would that has just got it. */
const answer = (zxid: number, err = 0): Act =>
  hear((rig) => {
    const [first] = rig.sent;
    if (first === undefined) return new Uint8Array(0);
    rig.sent.delete(first[0]);
    return server.reply(first[0], first[1], zxid, err);
  });

const DIALOGUE: readonly Act[] = [
  (rig) => rig.step({ type: 'start' }),
  ask('create /early'),
  (rig) => rig.step({ type: 'connectionUp' }),
  hear(server.accept(5n, 6_000)),
  answer(1),
  ask('addWatch /r mode=recursive watch=r'),
  ask('create /a'),
  answer(2),
  ask('exists /b watch=b'),
  answer(3),
  answer(3, -101),
  (rig) => rig.pass(2_000),
  ask('delete /a'),
  hear(server.event('nodeDeleted', '/r/x')),
  answer(4),
];

/** Whatever was lost: dial until a server takes it, greet, answer everything. */
function recover(rig: Rig): void {
  rig.pass(5_000);
  rig.step({ type: 'connectionUp' });
  rig.step({ type: 'received', bytes: server.accept(5n, 6_000) });
  for (let i = 0; i < 10; i++) answer(9)(rig, []);
}

function playTo(cut: number): { rig: Rig; made: NamedRequest[] } {
  const rig = new Rig(HOSTS);
  const made: NamedRequest[] = [];
  for (const act of DIALOGUE.slice(0, cut)) act(rig, made);
  return { rig, made };
}

describe('a connection lost at every point of a dialogue', () => {
  for (let cut = 1; cut <= DIALOGUE.length; cut++) {
    it(`after step ${cut}`, () => {
      const { rig, made } = playTo(cut);
      rig.step({ type: 'connectionDown', cause: 'cut' });
      recover(rig);
      const late: NamedRequest[] = [];
      for (const act of DIALOGUE.slice(cut)) act(rig, late);
      recover(rig);
      // Each ends once, well or with its loss; none is sent twice.
      expect([...rig.settled].sort()).toEqual([...new Set(rig.settled)].sort());
      for (const request of made) expect(rig.settled).toContain(request);
      const writes = rig.everSent.filter((line) => /^\d+ (create|delete)/.test(line));
      expect(writes.map((line) => line.split(' ')[0])).toEqual([
        ...new Set(writes.map((line) => line.split(' ')[0])),
      ]);
      for (const request of made.filter((each) => each.err === -4)) expect(request.xid).not.toBe(0);
    });
  }

  it('asks again for the watches that stood', () => {
    const { rig } = playTo(DIALOGUE.length);
    rig.step({ type: 'connectionDown', cause: 'cut' });
    recover(rig);
    expect(rig.everSent).toContain('setWatches2 zxid=4 exist=/b recursive=/r');
  });
});

describe('a stream of replies cut at every byte', () => {
  const requests = ['create /a', 'getData /b watch=b', 'exists /c watch=c', 'getChildren /d'];
  const speech = [
    server.accept(5n, 6_000),
    server.reply(1, 15, 1, 0),
    server.reply(2, 4, 1, 0),
    server.event('nodeDataChanged', '/b'),
    server.reply(3, 3, 2, -101),
    server.reply(4, 12, 2, 0),
  ];
  const stream = Uint8Array.from(speech.flatMap((bytes) => [...bytes]));

  function linesOf(chunks: readonly Uint8Array[]): string[] {
    const rig = new Rig(HOSTS);
    rig.step({ type: 'start' });
    rig.step({ type: 'connectionUp' });
    for (const line of requests) ask(line)(rig, []);
    for (const bytes of chunks) rig.step({ type: 'received', bytes });
    // What is sent depends on the cut only in when: requests that wait leave with the chunk that admits them.
    return rig.lines.filter((line) => !line.startsWith('send '));
  }

  it('means the same', () => {
    const whole = linesOf([stream]);
    expect(whole.filter((line) => line.startsWith('settled'))).toHaveLength(4);
    for (let cut = 1; cut < stream.length; cut++) {
      expect(linesOf([stream.subarray(0, cut), stream.subarray(cut)])).toEqual(whole);
    }
    expect(linesOf([...stream].map((byte) => Uint8Array.of(byte)))).toEqual(whole);
  });

  it('never throws whatever byte is changed, and settles everything at most once', () => {
    for (let at = 0; at < stream.length; at++) {
      for (const mask of [0x01, 0x80, 0xff]) {
        const bent = stream.slice();
        bent[at] = (bent[at] as number) ^ mask;
        const settled = linesOf([bent]).filter((line) => line.startsWith('settled'));
        expect(settled.length).toBe(new Set(settled).size);
      }
    }
  });
});

describe('anything in any order', () => {
  const junk = fc.uint8Array({ maxLength: 60 }).map((bytes) => hear(bytes));
  const path = fc.constantFrom('/a', '/b', '/r/x');
  const line = fc.oneof(
    path.map((at) => `create ${at}`),
    fc.tuple(path, fc.nat({ max: 900 })).map(([at, ms]) => `delete ${at} deadline=${ms}`),
    path.map((at) => `exists ${at} watch=w`),
    path.map((at) => `getChildren ${at} watch=c`),
    fc.constant('addWatch /r mode=recursive watch=r'),
  );
  const act: fc.Arbitrary<Act> = fc.oneof(
    { weight: 6, arbitrary: line.map(ask) },
    {
      weight: 4,
      arbitrary: fc.tuple(fc.nat({ max: 50 }), fc.constantFrom(0, 0, -101, -112)).map((a) => answer(...a)),
    },
    { weight: 3, arbitrary: fc.constant<Act>((rig) => rig.step({ type: 'connectionUp' })) },
    { weight: 3, arbitrary: fc.constant(hear(server.accept(5n, 6_000))) },
    { weight: 1, arbitrary: fc.constant(hear(server.accept(0n, 0))) },
    { weight: 2, arbitrary: fc.constant<Act>((rig) => rig.step({ type: 'connectionDown', cause: 'cut' })) },
    {
      weight: 2,
      arbitrary: fc.nat({ max: 3_000 }).map(
        (ms): Act =>
          (rig) =>
            rig.pass(ms),
      ),
    },
    { weight: 1, arbitrary: fc.constant(hear(server.reply(-8, 101, 5, 0))) },
    { weight: 1, arbitrary: path.map((at) => hear(server.event('nodeDeleted', at))) },
    { weight: 1, arbitrary: junk },
    {
      weight: 1,
      arbitrary: fc.nat().map(
        (at): Act =>
          (rig, made) => {
            const request = made[at % Math.max(1, made.length)];
            if (request !== undefined) rig.step({ type: 'abandon', request });
          },
      ),
    },
  );

  it('never throws, sends no request twice, and leaves nothing open after the end', () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 60 }), (acts) => {
        const rig = new Rig(HOSTS);
        const made: NamedRequest[] = [];
        rig.step({ type: 'start' });
        for (const each of acts) each(rig, made);
        const close = request('close', CLOSE_SESSION, null, null, rig.nowMs + 500);
        rig.step({ type: 'close', request: close });
        rig.pass(1_000);
        expect(close.phase).toBe('settled');
        expect(made.filter(({ phase }) => phase !== 'settled')).toEqual([]);
        expect(rig.settled.length).toBe(new Set(rig.settled).size);
        const xids = rig.everSent.filter((sent) => /^\d/.test(sent)).map((sent) => sent.split(' ')[0]);
        expect(xids.length).toBe(new Set(xids).size);
        expect(rig.machine.outstanding).toBe(0);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses a value that nobody can write, connected or not, and stays usable', () => {
    const rig = new Rig(HOSTS);
    const wrong = () => request('wrong', DELETE, { path: null, version: 0 });
    const early = wrong();
    rig.step({ type: 'start' });
    rig.step(early);
    rig.step({ type: 'connectionUp' });
    rig.step({ type: 'received', bytes: server.accept(5n, 6_000) });
    const late = wrong();
    rig.step(late);
    ask('create /a')(rig, []);
    answer(1)(rig, []);
    expect(rig.settled.map(({ label, err }) => [label, err])).toEqual([
      ['wrong', -8],
      ['wrong', -8],
      ['create /a', 0],
    ]);
  });
});
