// @vitest-environment happy-dom
import { afterEach, describe, expect, it } from 'vitest';
import { drafts } from '../../src/node/drafts.ts';
import { isTextAtStake } from '../../src/stores/version.ts';

const draft = { view: 'text', baseText: '', baseVersion: 0, baseCzxid: '0x1' } as const;

afterEach(() => {
  document.body.innerHTML = '';
  drafts.delete('/a');
});

describe('what a reload would lose', () => {
  it('is nothing where fields are empty or cannot be typed in', () => {
    document.body.innerHTML =
      '<input /><input type="checkbox" checked /><textarea readonly>of a node</textarea>';
    expect(isTextAtStake()).toBe(false);
  });

  it('is the text of a field', () => {
    document.body.innerHTML = '<input value="typed" />';
    expect(isTextAtStake()).toBe(true);
  });

  it('is what an open dialog has chosen', () => {
    document.body.innerHTML = '<dialog open><input type="radio" /></dialog>';
    expect(isTextAtStake()).toBe(true);
  });

  it('is a draft only where it is too long to be kept', () => {
    drafts.set('/a', { ...draft, text: 'short' });
    expect(isTextAtStake()).toBe(false);
    drafts.set('/a', { ...draft, text: 'long'.repeat(300_000) });
    expect(isTextAtStake()).toBe(true);
    drafts.delete('/a');
    expect(isTextAtStake()).toBe(false);
  });
});
