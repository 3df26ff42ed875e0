import { type Acl, type ByteReader, ByteWriter, requestedAcl, vector } from '@vivarium/jute';
import { OPEN_ACL } from '../tree/acl.ts';

const aclVector = vector(requestedAcl);
const openAclBytes = encodeOpenAcl();

/**
 * Reads the ACL of a request. Nearly every create brings the open one: its bytes are known, and the array that
 * stands for it is the same each time. Throws JuteError.
 */
export function readAcl(reader: ByteReader): readonly Acl[] {
  const { bytes, offset } = reader;
  const count = openAclBytes.length;
  if (reader.remaining() < count) return aclVector.read(reader);
  for (let i = 0; i < count; i++) if (bytes[offset + i] !== openAclBytes[i]) return aclVector.read(reader);
  reader.offset = offset + count;
  return OPEN_ACL;
}

function encodeOpenAcl(): Uint8Array {
  const writer = new ByteWriter(64);
  aclVector.write(writer, [...OPEN_ACL]);
  return writer.copy();
}
