import type { Word, WordView } from '@vivarium/contract';
import { get } from '../wire/call.ts';

/** A member's answer to a four-letter word; rejects with `ApiFault`. */
export const askWord = (member: number, word: Word, signal?: AbortSignal) =>
  get<WordView>(`/api/words?member=${member}&word=${word}`, signal);
