import { type SessionId, sessionPassword } from '@vivarium/jute';
import { describe, expect, it } from 'vitest';

describe('sessionPassword', () => {
  it('derives the bytes that Apache 3.8.0 gave for a session', () => {
    const password = sessionPassword(0x0100002ecf770008n as SessionId);
    expect(Buffer.from(password).toString('hex')).toBe('b44525ba0cd537b79bc851bad26b81e0');
  });
});
