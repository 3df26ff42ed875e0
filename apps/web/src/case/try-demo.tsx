import { useNavigate } from '@tanstack/react-router';
import type { RecipeParticipant } from '@vivarium/contract';
import { useState } from 'react';
import { usePresentDemo } from '../demo/demo-store.ts';
import { recipeName } from '../recipes/recipe-name.ts';
import { useKnown } from '../recipes/use-known.ts';
import { useRecipe } from '../recipes/use-recipe.ts';
import { useWriteBlock } from '../stores/write-block.ts';
import { Button } from '../ui/button.tsx';
import { say } from '../ui/toast.ts';
import { api } from '../wire/api.ts';
import { base64OfBytes, bytesOfText } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';
import { useCaseTexts } from './texts.ts';

const DEMO_ROOT = '/demo';
/** What our own place in the line says of itself; by it a page that was reloaded finds it again. */
const MARK = 'from the dashboard';

/** What one may try at once where the demo plays: stand in line for its lock, change its configuration. */
export function TryDemo({ onSelect }: { readonly onSelect: (path: string) => void }) {
  const ct = useCaseTexts();
  const navigate = useNavigate();
  const hasDemo = usePresentDemo() !== null;
  const lock = useKnown('lock', `${DEMO_ROOT}/locks`, hasDemo);
  const config = useKnown('configuration', `${DEMO_ROOT}/config`, hasDemo);
  return (
    <>
      {lock === null ? null : <TakeLock path={lock} onSelect={onSelect} />}
      {config === null ? null : (
        <Button
          title={ct('edit.will', { path: config })}
          onClick={() =>
            void navigate({
              to: '/c/$conn/tree',
              params: { conn: 'local' },
              search: { path: config, pane: 'node' },
            })
          }
        >
          {ct('edit')}
        </Button>
      )}
    </>
  );
}

interface TakeLockProps {
  readonly path: string;
  readonly onSelect: (path: string) => void;
}

/** Takes the place in the line that any client of the recipe would take, and gives it back. */
function TakeLock({ path, onSelect }: TakeLockProps) {
  const ct = useCaseTexts();
  const block = useWriteBlock();
  const { view } = useRecipe(path, 'lock');
  const [isSending, setSending] = useState(false);
  const line = view?.facts.kind === 'lock' ? [...view.facts.holders, ...view.facts.waiters] : [];
  const at = line.findIndex(({ text }) => text === MARK);
  const mine = line[at];
  const send = async (act: () => Promise<string>) => {
    setSending(true);
    try {
      say(await act());
    } catch (error) {
      const { code, meaning } = faultOf(error);
      say(`${code}: ${meaning}`);
    } finally {
      setSending(false);
    }
  };
  const take = async () => {
    const made = await api.create({
      path: `${path}/lock-`,
      data: base64OfBytes(bytesOfText(MARK)),
      kind: 'ephemeral-sequential',
    });
    onSelect(made.path);
    return ct('take.taken', { name: recipeName(made.path) });
  };
  const leave = async (place: RecipeParticipant) => {
    await api.delete({ path: place.path, version: 0, czxid: place.token });
    return ct('take.left');
  };
  const isDisabled = isSending || block !== null;
  if (mine === undefined)
    return (
      <Button
        disabled={isDisabled}
        title={block ?? ct('take.will', { path })}
        onClick={() => void send(take)}
      >
        {ct('take')}
      </Button>
    );
  return (
    <Button
      disabled={isDisabled}
      title={block ?? ct('take.leave', { path: mine.path })}
      onClick={() => void send(() => leave(mine))}
    >
      {mine.watches === null ? ct('take.holds') : ct('take.waits', { n: at })}
    </Button>
  );
}
