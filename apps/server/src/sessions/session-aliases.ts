import { createHmac, randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { replaceFile } from '../guard/safe-mode.ts';

const KEY = /^[0-9a-f]{64}$/;
const ALIAS_CHARS = 8;

/** Names for sessions that can be shown: a session's id is a credential, because its password derives from it. */
export class SessionAliases {
  readonly #key: string;
  readonly #ids = new Map<string, bigint>();

  private constructor(key: string) {
    this.#key = key;
  }

  /** The key is kept, so that an alias in a link outlives the server. */
  static async open(file: string): Promise<SessionAliases> {
    const kept = await readFile(file, 'utf8').catch(() => '');
    if (KEY.test(kept)) return new SessionAliases(kept);
    const key = randomBytes(32).toString('hex');
    await replaceFile(file, key);
    return new SessionAliases(key);
  }

  of(session: bigint): string {
    const id = BigInt.asUintN(64, session);
    const digest = createHmac('sha256', this.#key).update(id.toString(16)).digest('hex');
    const alias = `s-${digest.slice(0, ALIAS_CHARS)}`;
    this.#ids.set(alias, id);
    return alias;
  }

  /** The session of an alias that was given out. */
  idOf(alias: string): bigint | null {
    return this.#ids.get(alias) ?? null;
  }
}
