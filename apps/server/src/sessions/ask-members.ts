import type { BlindSpot, Word } from '@vivarium/contract';
import { type Answer, type Ask, fourLetterWord, type PolledMember } from '@vivarium/observe';

const LIMITS = { timeoutMs: 5_000, maxBytes: 1_048_576 };
/** Lists of sessions and watches of a large ensemble; still bounded. */
const LIST_LIMITS = { timeoutMs: 5_000, maxBytes: 16 * 1_048_576 };

/** One member's text. */
export interface Told {
  readonly member: number;
  readonly text: string;
}

/** Asks members four-letter words, of the fixed list only. */
export class MemberWords {
  readonly members: readonly PolledMember[];
  readonly #ask: Ask = fourLetterWord(LIMITS);
  readonly #askList: Ask = fourLetterWord(LIST_LIMITS);

  constructor(members: readonly PolledMember[]) {
    this.members = members;
  }

  /** Null when there is no such member. */
  async ask(id: number, word: Word): Promise<Answer | null> {
    const member = this.members.find((each) => each.id === id);
    return member === undefined ? null : this.#ask(member, word);
  }

  /** Asks all at once; a member that does not answer is a blind spot and delays no other beyond its time. */
  async askAll(word: Word): Promise<{ told: Told[]; blind: BlindSpot[] }> {
    const told: Told[] = [];
    const blind: BlindSpot[] = [];
    await Promise.all(
      this.members.map(async (member) => {
        const answer = await this.#askList(member, word);
        if (answer.outcome === 'text') told.push({ member: member.id, text: answer.text });
        else blind.push({ member: member.id, word, cause: answer.cause, line: whitelistLine(answer, word) });
      }),
    );
    return {
      told: told.sort((a, b) => a.member - b.member),
      blind: blind.sort((a, b) => a.member - b.member),
    };
  }
}

/** The line for zoo.cfg that allows the word beside the one that is allowed by default. */
export function whitelistLine(answer: Answer, word: string): string | null {
  if (answer.outcome !== 'not-whitelisted') return null;
  return `4lw.commands.whitelist=${word === 'srvr' ? 'srvr' : `srvr, ${word}`}`;
}
