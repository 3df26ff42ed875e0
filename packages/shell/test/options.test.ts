import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type OptionSet, parseOptions, ShellError } from '../src/index.ts';

const flags: OptionSet = {
  options: [
    { letter: 's', takesValue: false, words: 'stats' },
    { letter: 'w', takesValue: false, words: 'watch' },
    { letter: 'v', takesValue: true, words: 'version' },
    { letter: 'add', takesValue: true, words: 'servers' },
  ],
};
const choice: OptionSet = {
  options: [
    { letter: 'n', takesValue: true, words: 'num' },
    { letter: 'b', takesValue: true, words: 'bytes' },
  ],
  choice: 'required',
};

const read = (set: OptionSet, line: string) => {
  const { given, words } = parseOptions(set, line.split(' '));
  return { given: Object.fromEntries(given), words };
};

describe('options', () => {
  it.each([
    ['set -s /a', { s: '' }, ['set', '/a']],
    ['set /a -s', { s: '' }, ['set', '/a']],
    ['set -sw /a', { s: '', w: '' }, ['set', '/a']],
    ['set -v 3 /a', { v: '3' }, ['set', '/a']],
    ['set -v3 /a', { v: '3' }, ['set', '/a']],
    ['set -v=3 /a', { v: '3' }, ['set', '/a']],
    ['set -sv3 /a', { s: '', v: '3' }, ['set', '/a']],
    ['set -v -1 /a', { v: '-1' }, ['set', '/a']],
    ['set -v 1 -v 2 /a', { v: '1' }, ['set', '/a']],
    ['set -- /a -5', {}, ['set', '/a', '-5']],
    ['set - /a', {}, ['set', '-', '/a']],
    ['reconfig -add server.1=a:1:2', { add: 'server.1=a:1:2' }, ['reconfig']],
  ])('%s', (line, given, words) => {
    expect(read(flags, line)).toEqual({ given, words });
  });

  it.each([
    [flags, 'set /a -5', 'UnrecognizedOptionException: Unrecognized option: -5'],
    [flags, 'set -zz /a', 'UnrecognizedOptionException: Unrecognized option: -zz'],
    [flags, 'set --s /a', 'UnrecognizedOptionException: Unrecognized option: --s'],
    [flags, 'set -s=1 /a', 'UnrecognizedOptionException: Unrecognized option: -s=1'],
    [flags, 'set -v', 'MissingArgumentException: Missing argument for option: v'],
    [flags, 'set -v -s', 'MissingArgumentException: Missing argument for option: v'],
    [choice, 'setquota /a', 'MissingOptionException: Missing required option: [-n num, -b bytes]'],
    [
      choice,
      'setquota -n 1 -b 2',
      "AlreadySelectedException: The option 'b' was specified but an option from this group has already been " +
        "selected: 'n'",
    ],
  ])('refuses, as commons-cli says it (%#)', (set, line, words) => {
    expect(() => read(set, line)).toThrow(new ShellError(`org.apache.commons.cli.${words}`));
  });

  it('are read or refused with a sentence, whatever is written', () => {
    const word = fc.oneof(
      fc.string(),
      fc.string({ unit: fc.constantFrom('-', 's', 'v', 'w', '=', '1', '"', 'a', 'd') }),
    );
    fc.assert(
      fc.property(fc.array(word), fc.constantFrom(flags, choice), (words, set) => {
        try {
          const parsed = parseOptions(set, words);
          expect(parsed.words.every((each) => words.includes(each))).toBe(true);
          const known = set.options.map(({ letter }) => letter);
          expect([...parsed.given.keys()].every((each) => known.includes(each))).toBe(true);
        } catch (error) {
          expect(error).toBeInstanceOf(ShellError);
          expect((error as ShellError).exitCode).toBe(1);
        }
      }),
    );
  });
});
