import { describe, expect, it } from 'vitest';
import { checkedAddress, isDiallable } from '../../src/auth/address-policy.ts';
import { contentPolicy } from '../../src/auth/policy.ts';
import { RateLimit } from '../../src/auth/rate-limit.ts';
import { withNonce } from '../../src/routes/page.ts';

describe('a rate limit', () => {
  it('gives each caller its burst, then its rate, and knows them apart', () => {
    let nowMs = 0;
    const limit = new RateLimit({ burst: 3, perSecond: 2 }, () => nowMs);
    const taken = (count: number, who = 'a') => Array.from({ length: count }, () => limit.take(who));
    expect(taken(4)).toEqual([true, true, true, false]);
    expect(taken(1, 'b')).toEqual([true]);
    nowMs = 1_000;
    expect(taken(3)).toEqual([true, true, false]);
    nowMs = 100_000;
    expect(taken(4)).toEqual([true, true, true, false]);
  });

  it('forgets who was quiet longest, and never grows', () => {
    const limit = new RateLimit({ burst: 1, perSecond: 0 }, () => 0);
    expect(limit.take('first')).toBe(true);
    for (let caller = 0; caller < 1_000; caller += 1) limit.take(`c${caller}`);
    expect([limit.take('c999'), limit.take('first')]).toEqual([false, true]);
  });
});

describe('what may be dialled', () => {
  it.each(['127.0.0.1', '10.1.2.3', '192.168.0.1', '8.8.8.8', '::1', '2001:db8::1', '::ffff:10.0.0.1'])(
    '%s',
    (address) => {
      expect(isDiallable(address)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '::ffff:a9fe:a9fe',
    '64:ff9b::a9fe:a9fe',
    '224.0.0.1',
    '255.255.255.255',
    '100.100.100.200',
    '::',
    'fe80::1',
    'ff02::1',
    'fd00:ec2::254',
    'not an address',
  ])('not %s', (address) => {
    expect(isDiallable(address)).toBe(false);
  });

  it('is what the name leads to, in one spelling, and never our own port', async () => {
    expect(await checkedAddress('127.0.0.1', 2181, [8080])).toEqual({ address: '127.0.0.1', family: 4 });
    expect(await checkedAddress('127.0.0.1', 8080, [8080])).toBeNull();
    for (const host of ['2130706433', '0x7f000001', '127.1', '0177.0.0.1']) {
      expect([host, await checkedAddress(host, 2181, [])]).toEqual([host, null]);
    }
  });
});

describe('the policy of content', () => {
  it('lets one style element in, by a nonce that the page can read and a style cannot', () => {
    expect(contentPolicy('abc')).toContain("style-src 'self' 'nonce-abc'");
    expect(contentPolicy(null)).not.toContain('nonce');
    expect(withNonce('<html><head></head></html>', '$&')).toBe(
      '<html><head><meta name="csp-nonce" nonce="$&" /></head></html>',
    );
  });
});
