import type { Catalogue } from '../message.ts';

const many = (n: unknown, one: string, more: string): string =>
  Number(n) === 1 ? `1 ${one}` : `${Number(n).toLocaleString('en')} ${more}`;

export const en = {
  'view.label': 'View as',
  'view.text': 'UTF-8',
  'view.json': 'JSON, laid out',
  'view.yaml': 'YAML',
  'view.xml': 'XML',
  'view.properties': 'properties',
  'view.gbk': 'GBK',
  'view.latin1': 'Latin-1',
  'view.utf16le': 'UTF-16 LE',
  'view.utf16be': 'UTF-16 BE',
  'view.base64': 'base64, decoded',
  'view.url': 'URL-encoded, decoded',
  'view.gzip': 'gzip, unpacked',
  'view.java': 'Java object, outline',
  'view.hex': 'Hex',
  'group.text': 'Text',
  'group.coded': 'Encodings',
  'group.inside': 'What is inside',
  'view.notThis': ({ view }) => `These bytes are not ${view}. Shown as hex.`,
  'view.lossy': ({ view }) =>
    `As ${view} these bytes would not be written back the same, so it is read-only.`,
  'view.readOnly': 'An outline, read-only.',
  'view.unpacked': ({ packed, unpacked }) => `${packed} packed, ${unpacked} unpacked. Read-only.`,
  'view.unpackedCut': ({ packed, shown }) =>
    `${packed} packed; the first ${shown} of what is in it. Read-only.`,
  'view.notJson': 'Not valid JSON.',
  'view.cut': ({ shown, total }) => `First ${shown} of ${total} shown.`,
  'view.large': 'Over 256 kB: shown without colours.',
  'guess.empty': 'empty',
  'guess.json': 'JSON',
  'guess.yaml': 'YAML',
  'guess.xml': 'XML',
  'guess.properties': 'properties',
  'guess.text': 'UTF-8 text',
  'guess.gbk': 'GBK text',
  'guess.utf16le': 'UTF-16 text',
  'guess.utf16be': 'UTF-16 text',
  'guess.base64': 'base64',
  'guess.url': 'URL-encoded',
  'guess.gzip': 'gzip',
  'guess.java': 'Java serialised',
  'guess.binary': 'binary',
  'guess.hint': 'a guess from the bytes',

  format: 'Lay out JSON',
  'draft.elsewhere': ({ view }) => `Your text is kept in the view ${view}.`,
  'draft.go': 'Go there',
  'review.watches': ({ n }) =>
    Number(n) === 0
      ? 'No client watches this node.'
      : `${many(n, 'session watches', 'sessions watch')} this node and will be told.`,
  'review.watchesUnknown': 'Who watches it is not known: no member tells (wchc is not whitelisted).',
  'review.badJson': 'It was JSON and is not valid any more.',
  'review.label': 'What will change',
  'editor.unwritable': ({ view }) => `Some characters do not exist in ${view}; it cannot be written so.`,
  'editor.tooLarge': 'Over the limit of 1 MiB: members refuse it by default.',
  'conflict.base': 'Before, as you began',
  'conflict.theirs': 'What they changed',
  'conflict.mine': 'What you changed',
  'conflict.merge': 'Merge both',
  'conflict.overlaps': ({ n }) => `Merge both, ${many(n, 'overlap', 'overlaps')} marked`,
} satisfies Catalogue;
