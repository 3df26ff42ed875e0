import { describe, expect, it } from 'vitest';
import { emptyHistory, isKeepable, remember, walk } from '../../src/shell/line-history.ts';

const of = (...lines: string[]) => lines.reduce(remember, emptyHistory);

describe('the lines that were run', () => {
  it('come back one by one, and what was being typed after the newest', () => {
    let history = of('ls /', 'get /a');
    let text = 'half a li';
    const seen: string[] = [];
    for (const by of [1, 1, 1, -1, -1, -1] as const) {
      [history, text] = walk(history, by, text);
      seen.push(text);
    }
    expect(seen).toEqual(['get /a', 'ls /', 'ls /', 'get /a', 'half a li', 'half a li']);
  });

  it('are kept once when one repeats the newest, and no more than 200', () => {
    expect(of('ls /', 'ls /', 'get /', 'ls /').lines).toEqual(['ls /', 'get /', 'ls /']);
    const many = of(...Array.from({ length: 300 }, (_, at) => `get /${at}`));
    expect(many.lines).toHaveLength(200);
    expect(many.lines.at(-1)).toBe('get /299');
  });

  it('leave credentials out of what the browser stores', () => {
    expect(['addauth digest a:b', '  addauth x', 'get /addauth'].filter(isKeepable)).toEqual([
      'get /addauth',
    ]);
  });
});
