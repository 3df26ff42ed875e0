import type { UndoOffer, WriteGuard } from '@vivarium/contract';
import { UNDO_OFFER_MS } from '@vivarium/contract';
import { useFaultText } from '../i18n/language.ts';
import { say } from '../ui/toast.ts';
import { faultOf } from '../wire/call.ts';
import { guardApi } from './guard-api.ts';
import { useGuardTexts } from './texts.ts';

/** Says what was done, and offers for ten seconds to take it back: by a new write, which insists on what it finds. */
export function useOfferUndo() {
  const t = useGuardTexts();
  const faultText = useFaultText();
  return (text: string, offer: UndoOffer | null | undefined, guard: WriteGuard = {}): void => {
    if (!offer) {
      say(text);
      return;
    }
    const undo = async (): Promise<void> => {
      try {
        // What is taken back was seen when it was written, and a protected prefix was typed for it then.
        const { job } = await guardApi.undo({ id: offer.id, guard: { ...guard, reviewed: true } });
        say(t(job === null ? 'undone' : 'undoing'));
      } catch (error) {
        const fault = faultOf(error);
        say(t('undo.failed', { code: fault.code, meaning: faultText(fault).meaning }));
      }
    };
    say(text, { text: t('undo'), run: () => void undo() }, UNDO_OFFER_MS);
  };
}
