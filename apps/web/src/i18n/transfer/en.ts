import type { Catalogue } from '../message.ts';

export const en = {
  'export.title': 'Export a subtree',
  'export.note': ({ path }) =>
    `Every node at and below ${path} with its data, ACL and stat, one JSON line each. What may not be read is listed, never left out silently.`,
  'export.start': 'Export',
  'import.title': 'Import',
  'import.note': 'An export of this dashboard: JSON lines. Nothing is written before you have seen the plan.',
  'import.file': 'File',
  'import.choose': 'Choose…',
  'import.noFile': 'none yet',
  'import.asInFile': 'where it was, as the file says',
  'import.target': 'Put it at',
  'import.send': 'Send and compare',
  'import.sending': ({ percent }) => `Sending, ${percent} %`,
  'import.cut': 'The file has no last line: it ended early. What is in it can be imported.',
  'import.holds': ({ n, root }) => `${n} znodes of ${root}.`,
  'import.overwrite': 'Write over what differs; else it stays as it is',
  'import.start': ({ n }) => `Import, ${n} ${Number(n) === 1 ? 'write' : 'writes'}`,
  'import.nothing': 'Nothing to write: all is there already.',
  'import.another': 'Another target or file',
  'import.done': ({ n }) => `Imported, ${n} written`,
  close: 'Close',
} satisfies Catalogue;
