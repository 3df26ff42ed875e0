import { ByteReader, ByteWriter, JuteError, type Zxid } from '@vivarium/jute';
import { Carry } from '../links/carry.ts';
import {
  NOTIFICATION_BYTES_MAX,
  type Notification,
  readNotification,
  writeNotification,
} from './notification.ts';

/** What begins a connection of one address, in place of a sid. Source: Apache's QuorumCnxManager. */
const ONE_ADDRESS = -65536;
const LENGTH_BYTES = 4;
/** In place of a sid, a zxid and an epoch: whoever asks so is no candidate. Source: Apache's FastLeaderElection. */
const NOBODY = -(2 ** 63);
/** Without a configuration, which a member might otherwise compare with its own. */
const VERSION = 1;

/**
 * Asks one member for its vote over its election port. Whoever is in no configuration and says that it looks for a
 * leader is answered at once with the vote of now; no member counts it or changes its own for it.
 */
export class ProbeDialogue {
  /** What goes out first. */
  readonly greeting: Uint8Array;
  /** What is answered with a notification; may be sent again and again. */
  readonly question: Uint8Array;
  private readonly carry = new Carry();

  /**
   * @param sid above all that are configured: the member then keeps the connection instead of dialling back
   * @param address `host:port` of our end; must look like one
   */
  constructor(sid: number, address: string) {
    const greeting = new ByteWriter(64);
    greeting.i64(ONE_ADDRESS);
    greeting.i64(sid);
    greeting.string(address);
    this.greeting = greeting.copy();
    const message = writeNotification({
      state: 'looking',
      leader: NOBODY,
      zxid: NOBODY as Zxid,
      round: NOBODY,
      peerEpoch: NOBODY,
      version: VERSION,
      config: '',
    });
    const question = new ByteWriter(LENGTH_BYTES + message.length);
    question.buffer(message);
    this.question = question.copy();
  }

  /** The notifications that are whole by now. Throws JuteError for what is none. */
  received(bytes: Uint8Array): Notification[] {
    this.carry.push(bytes);
    const heard: Notification[] = [];
    for (;;) {
      const held = this.carry.view();
      if (held.length < LENGTH_BYTES) return heard;
      const length = new ByteReader(held).i32();
      if (length <= 0 || length > NOTIFICATION_BYTES_MAX)
        throw new JuteError('length', `a message of ${length} bytes`, 0);
      if (held.length < LENGTH_BYTES + length) return heard;
      heard.push(readNotification(held.subarray(LENGTH_BYTES, LENGTH_BYTES + length)));
      this.carry.take(LENGTH_BYTES + length);
    }
  }
}
