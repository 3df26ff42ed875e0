import { describe, expect, it } from 'vitest';
import { ProbeDialogue } from '../../src/index.ts';
import { writeNotification } from '../../src/quorum/election/notification.ts';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

function framed(message: Uint8Array): Buffer {
  const length = Buffer.alloc(4);
  length.writeInt32BE(message.length);
  return Buffer.concat([length, message]);
}

describe('ProbeDialogue', () => {
  it('says who asks and asks as somebody who looks for a leader and votes for nobody', () => {
    const { greeting, question } = new ProbeDialogue(2 ** 40, '127.0.0.1:9');
    const address = hex(Buffer.from('127.0.0.1:9'));
    expect(hex(greeting)).toBe(`ffffffffffff000000000100000000000000000b${address}`);
    const nothing = '8000000000000000';
    // Length, state looking, leader, zxid, round, epoch, version 1, filler.
    expect(hex(question)).toBe(`0000002c00000000${nothing}${nothing}${nothing}${nothing}0000000100000000`);
  });

  it('gives each member its own configuration back, for Apache logs every question without one', () => {
    const dialogue = new ProbeDialogue(2 ** 40, '127.0.0.1:9');
    const answer = { state: 'following', leader: 2, zxid: 5, round: 3, peerEpoch: 1, version: 2 } as const;
    dialogue.received(framed(writeNotification({ ...answer, zxid: 5 as never, config: 'version=0' })));
    const nothing = '8000000000000000';
    const text = hex(Buffer.from('version=0'));
    expect(hex(dialogue.question)).toBe(
      `0000003500000000${nothing}${nothing}${nothing}${nothing}0000000200000009${text}`,
    );
  });

  it('reads answers however they are cut', () => {
    const answer = {
      state: 'leading',
      leader: 2,
      zxid: 5,
      round: 3,
      peerEpoch: 1,
      version: 2,
      config: 'x',
    } as const;
    const bytes = framed(writeNotification({ ...answer, zxid: 5 as never }));
    const dialogue = new ProbeDialogue(2 ** 40, '127.0.0.1:9');
    const stream = Buffer.concat([bytes, bytes]);
    const heard = [...stream].flatMap((byte) => dialogue.received(Uint8Array.of(byte)));
    expect(heard).toEqual([answer, answer]);
  });

  it('believes no length that is none', () => {
    expect(() => new ProbeDialogue(2 ** 40, 'x:1').received(Buffer.alloc(8, 0xff))).toThrow();
  });
});
