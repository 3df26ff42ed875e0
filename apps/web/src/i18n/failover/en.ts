import type { Catalogue } from '../message.ts';

export const en = {
  play: 'Play',
  pause: 'Pause',
  speed: 'Speed',
  position: 'Position in the record',
  compare: 'Compare with',
  compareNone: 'nothing',
  compared: 'The other election, on the same zero',
  export: 'Export',
  open: 'Open a file',
  opened: ({ name }) => `From the file ${name}`,
  close: 'Close the file',
  keys: 'Space plays, ← → one event, Shift ← → one phase',
  folded: ({ ms }) => `${ms} ms in which nothing happened`,
  sessions: 'sessions',
  sessionsBack: ({ n, s }) => `${n} of them back in ${s} s`,
  sessionsExpired: ({ n }) => `${n} expired`,
  seenBy: ({ means, ms }) => `seen by the ${means}, ± ${ms} ms`,
  notJson: 'This file is not JSON. Choose one that was exported here.',
  notRecording: 'This file holds no record of an election. Choose one that was exported here.',
  otherVersion: 'This record was exported by another version and cannot be read here.',
} satisfies Catalogue;
