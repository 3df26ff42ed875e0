import { ByteReader, hex64, JuteError, type Zxid } from '@vivarium/jute';
import { readEntry, type TxnEntry } from '../tree/txn.ts';
import { txnFault } from '../tree/txn-fault.ts';

/** Reads another member's proposal. Throws JuteError for one that is no transaction, or another than it says. */
export function readProposal(zxid: Zxid, bytes: Uint8Array): TxnEntry {
  const entry = readEntry(new ByteReader(bytes));
  if (entry.header.zxid !== zxid) {
    throw new JuteError('malformed', `proposal ${hex64(zxid)} holds ${hex64(entry.header.zxid)}`, 0);
  }
  const fault = txnFault(entry.body);
  if (fault !== null) throw new JuteError('malformed', `proposal ${hex64(zxid)}: ${fault}`, 0);
  return entry;
}
