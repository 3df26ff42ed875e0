import { describe, expect, it } from 'vitest';
import { glyphOf, isInStep, lagShare, leads, modeLine, statusText } from '../../src/ensemble/appearance.ts';
import type { Translate } from '../../src/i18n/language.ts';
import { ensemble, lost, member } from './members.ts';

const key: Translate = (name) => name;
const { standing } = ensemble();

describe('how a member looks', () => {
  it('has the sign of what befell it before that of its mode', () => {
    const looks = [
      member(1),
      member(2, { mode: 'leader' }),
      member(4, { mode: 'observer' }),
      member(1, { thread: 'killed', state: 'down' }),
      member(1, { thread: 'paused', state: 'down' }),
      member(1, { isolated: true, mode: 'looking' }),
      member(1, { thread: null, state: 'down' }),
      member(1, { phase: 'synchronization', mode: 'looking' }),
      member(1, { mode: 'looking', phase: 'election' }),
    ].map((each) => glyphOf(each, standing));
    expect(looks).toEqual([
      'follower',
      'leader',
      'observer',
      'down',
      'paused',
      'isolated',
      'unreachable',
      'syncing',
      'looking',
    ]);
  });

  it('is never a leader without a quorum, whatever it still says', () => {
    const stale = member(2, { mode: 'leader' });
    expect(leads(stale, lost().standing)).toBe(false);
    expect(glyphOf(stale, lost().standing)).toBe('looking');
    expect(modeLine(stale, key)).toBe('Mode: leader');
  });

  it('shows the mode as zkServer.sh status prints it, and none for who serves nobody', () => {
    expect(modeLine(member(1), key)).toBe('Mode: follower');
    expect(modeLine(member(1, { mode: 'looking' }), key)).toBe('plate.notServing');
    expect(modeLine(member(1, { thread: 'killed' }), key)).toBe('plate.notRunning');
    expect(modeLine(member(1, { thread: 'paused' }), key)).toBe('plate.noAnswer');
  });

  it('is in step only as a voter that takes part', () => {
    const voters = [
      member(1),
      member(2, { mode: 'leader' }),
      member(4, { role: 'observer', mode: 'observer' }),
      member(1, { isolated: true }),
      member(1, { phase: 'synchronization' }),
      member(1, { thread: 'paused' }),
    ];
    expect(voters.map((each) => isInStep(each, standing))).toEqual([true, true, false, false, false, false]);
  });

  it('has a bar on one scale for all', () => {
    const members = [member(1, { lagTxns: 0 }), member(2, { lagTxns: 100 }), member(3, { lagTxns: null })];
    const shares = members.map((each) => lagShare(each, members));
    expect(shares[0]).toBe(1);
    expect(shares[1]).toBeCloseTo(1 - 1 / 1.1);
    expect(shares[2]).toBeNull();
  });

  it('can be copied as the status of all', () => {
    expect(statusText(ensemble(), key)).toContain('zk-2 127.0.0.1:2182\nMode: leader\nzxid: 0x700000001\n');
  });
});
