import type { ShellLine } from '@vivarium/contract';
import { expect, it } from 'vitest';
import { textOf, withoutFrame } from '../../src/shell/transcript.tsx';

const line = (...parts: ShellLine['parts']): ShellLine => ({ stream: 'out', parts });

it('events lose their frame, the session’s own go, empty lines of data stay', () => {
  const framed = (text: string) => [line(''), line('WATCHER::'), line(''), line(text)];
  const lines = [
    ...framed('WatchedEvent state:SyncConnected type:None path:null'),
    line('first'),
    line(''),
    line('third'),
    ...framed('WatchedEvent state:SyncConnected type:NodeDeleted path:/a'),
  ];
  expect(withoutFrame(lines).map(textOf)).toEqual([
    'first',
    '',
    'third',
    'WatchedEvent state:SyncConnected type:NodeDeleted path:/a',
  ]);
});

it('the text of a line is that of its parts', () => {
  expect(textOf(line('[', { text: 'a', path: '/a' }, ']'))).toBe('[a]');
});
