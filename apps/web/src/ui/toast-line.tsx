import { useStore } from '../stores/store.ts';
import { Button } from './button.tsx';
import { toast } from './toast.ts';
import css from './toast-line.module.css';

/** What was just said, with what can be done about it. */
export function ToastLine() {
  const said = useStore(toast, (now) => now);
  return (
    <div role="status" className={said === null ? 'unseen' : css.toast} data-testid="toast">
      {said === null ? null : <span>{said.text}</span>}
      {said?.action ? (
        <Button
          onClick={() => {
            toast.set(null);
            said.action?.run();
          }}
        >
          {said.action.text}
        </Button>
      ) : null}
    </div>
  );
}
