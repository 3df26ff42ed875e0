import { ByteReader, ByteWriter, JuteError, type Zxid } from '@vivarium/jute';
import { Carry } from '../links/carry.ts';
import {
  NOTIFICATION_BYTES_MAX,
  NOTIFICATION_VERSION,
  type Notification,
  readNotification,
  writeNotification,
} from './notification.ts';

/** What begins a connection of one address, in place of a sid. Source: Apache's QuorumCnxManager. */
const ONE_ADDRESS = -65536;
const LENGTH_BYTES = 4;
/** In place of a sid, a zxid and an epoch: whoever asks so is no candidate. Source: Apache's FastLeaderElection. */
const NOBODY = -(2 ** 63);
const PLAIN_VERSION = 1;
/** Behind a message without a configuration: Apache takes one of 40 bytes for that of a server before 3.4.6. */
const FILLER_BYTES = 4;

/**
 * Asks one member for its vote over its election port. Whoever is in no configuration and says that it looks for a
 * leader is answered at once with the vote of now; no member counts it or changes its own for it.
 *
 * The first question carries no configuration. Apache logs a line for each such question, so that later ones carry the
 * member's own, as its answer told it: that is never newer than what the member has, and thus changes nothing.
 */
export class ProbeDialogue {
  /** What goes out first. */
  readonly greeting: Uint8Array;
  private asked: Uint8Array;
  private config = '';
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
    this.asked = questionWith('');
  }

  /** What is answered with a notification; may be sent again and again. */
  get question(): Uint8Array {
    return this.asked;
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
      const notification = readNotification(held.subarray(LENGTH_BYTES, LENGTH_BYTES + length));
      heard.push(notification);
      this.learn(notification.config);
      this.carry.take(LENGTH_BYTES + length);
    }
  }

  private learn(config: string): void {
    if (config === '' || config === this.config) return;
    this.config = config;
    this.asked = questionWith(config);
  }
}

function questionWith(config: string): Uint8Array {
  const version = config === '' ? PLAIN_VERSION : NOTIFICATION_VERSION;
  const message = writeNotification({
    state: 'looking',
    leader: NOBODY,
    zxid: NOBODY as Zxid,
    round: NOBODY,
    peerEpoch: NOBODY,
    version,
    config,
  });
  const question = new ByteWriter(LENGTH_BYTES + message.length + FILLER_BYTES);
  const filler = version === PLAIN_VERSION ? FILLER_BYTES : 0;
  question.i32(message.length + filler);
  question.raw(message);
  if (filler > 0) question.i32(0);
  return question.copy();
}
