import { describe, expect, it } from 'vitest';
import { readRecording, recordingName, recordingText } from '../../src/failover/recording-file.ts';
import { view } from './failovers.ts';

describe('a record as a file', () => {
  it('opens again as it was', () => {
    expect(readRecording(recordingText(view))).toEqual(view);
    expect(recordingName(view)).toBe('failover-e7-1970-01-01T00-00-10.json');
  });

  it.each([
    ['{', 'notJson'],
    ['null', 'notRecording'],
    ['{"format":"vivarium-failover","version":2,"record":{}}', 'otherVersion'],
    ['{"format":"vivarium-failover","version":1,"record":{}}', 'notRecording'],
    [recordingText(view).replace('"tMs": 9', '"tMs": "soon"'), 'notRecording'],
  ])('is refused by name when it is none: %s', (text, fault) => {
    expect(() => readRecording(text)).toThrow(expect.objectContaining({ fault }));
  });
});
