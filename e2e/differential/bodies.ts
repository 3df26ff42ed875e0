import { type Acl, ByteWriter, base64, type Codec, multiHeader, Perms, sha1 } from '@vivarium/jute';

/** One record's bytes. */
export function encode<T>(codec: Codec<T>, value: T): Uint8Array {
  const writer = new ByteWriter();
  codec.write(writer, value);
  return writer.copy();
}

export interface Part {
  readonly type: number;
  readonly body: Uint8Array;
  readonly text: string;
}

/** The body of multi and multiRead. */
export function encodeMulti(parts: readonly Part[]): Uint8Array {
  const writer = new ByteWriter();
  for (const { type, body } of parts) {
    multiHeader.write(writer, { type, done: false, err: -1 });
    writer.raw(body);
  }
  multiHeader.write(writer, { type: -1, done: true, err: -1 });
  return writer.copy();
}

const open: Acl = { perms: Perms.all, scheme: 'world', id: 'anyone' };
/** The digest id of `user:password`. */
export function digestId(credentials: string): string {
  return `${credentials.split(':')[0]}:${base64(sha1(new TextEncoder().encode(credentials)))}`;
}
const ADA = digestId('ada:love');

/** Lists of ACLs, good and bad. The number says how often one is picked. */
export const ACLS: readonly (readonly [number, readonly Acl[]])[] = [
  [60, [open]],
  [4, [{ perms: Perms.all, scheme: 'auth', id: '' }]],
  [
    3,
    [
      { perms: Perms.read, scheme: 'world', id: 'anyone' },
      { perms: Perms.all, scheme: 'auth', id: 'x' },
    ],
  ],
  [2, [{ perms: Perms.all, scheme: 'digest', id: ADA }]],
  [2, [{ perms: Perms.read | Perms.create, scheme: 'world', id: 'anyone' }]],
  [2, [{ perms: Perms.write | Perms.delete, scheme: 'world', id: 'anyone' }]],
  [2, [{ perms: Perms.all & ~Perms.read, scheme: 'world', id: 'anyone' }]],
  [2, [{ perms: Perms.all, scheme: 'ip', id: '127.0.0.1' }]],
  [1, [{ perms: Perms.all, scheme: 'ip', id: '127.0.0.0/8' }]],
  [1, [{ perms: Perms.all, scheme: 'ip', id: '10.1.2.3' }]],
  [1, [{ perms: Perms.all, scheme: 'ip', id: '127.0.0.1/33' }]],
  [1, [{ perms: Perms.all, scheme: 'ip', id: '300.0.0.1' }]],
  [1, [{ perms: Perms.all, scheme: 'ip', id: '' }]],
  [1, [open, open, { perms: Perms.read, scheme: 'world', id: 'anyone' }]],
  [1, []],
  [1, [{ perms: Perms.all, scheme: 'world', id: 'nobody' }]],
  [1, [{ perms: Perms.all, scheme: 'digest', id: 'no-colon' }]],
  [1, [{ perms: Perms.all, scheme: 'digest', id: 'one:two:three' }]],
  [1, [{ perms: Perms.all, scheme: 'nosuch', id: 'x' }]],
  [1, [{ perms: Perms.all, scheme: '', id: '' }]],
  [1, [{ perms: 0, scheme: 'world', id: 'anyone' }]],
  [1, [{ perms: 255, scheme: 'world', id: 'anyone' }]],
  [1, [{ perms: -1, scheme: 'world', id: 'anyone' }]],
  [1, [{ perms: Perms.all, scheme: 'super', id: '' }]],
];
