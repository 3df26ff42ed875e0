import type { EnsembleView } from '@vivarium/contract';
import { consequenceSentence } from '../ensemble/consequence.ts';
import { useControl } from '../ensemble/use-control.ts';
import { useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { useCaseTexts } from './texts.ts';

/** Kills the leader of the embedded ensemble; what follows is said before it is pressed. */
export function KillLeader({ ensemble }: { readonly ensemble: EnsembleView }) {
  const t = useTranslate();
  const ct = useCaseTexts();
  const { send, isSending } = useControl();
  const { standing } = ensemble;
  if (!ensemble.embedded || standing.verdict.kind !== 'led') return null;
  const control = { action: 'kill', member: standing.verdict.leader } as const;
  return (
    <Button
      look="danger"
      disabled={isSending}
      title={consequenceSentence(ensemble, control, t)}
      onClick={() => void send(control)}
    >
      {ct('kill')}
    </Button>
  );
}
