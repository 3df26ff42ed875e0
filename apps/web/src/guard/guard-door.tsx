import { Eye, Lock, LockOpen } from 'lucide-react';
import { lazy, useState } from 'react';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button } from '../ui/button.tsx';
import { Part } from '../ui/part.tsx';
import { fetched } from '../wire/fetched.ts';
import css from './guard.module.css';
import { useGuardTexts } from './texts.ts';

const GuardDialog = lazy(async () => ({
  default: (await fetched(() => import('./guard-dialog.tsx'))).GuardDialog,
}));
const ICONS = { open: LockOpen, review: Eye, locked: Lock } as const;

/** How freely this connection takes writes, always in sight; opens what changes it. */
export function GuardDoor() {
  const t = useGuardTexts();
  const guard = useStore(live, (now) => now.guard);
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const [isOpen, setOpen] = useState(false);
  if (guard === null) return null;
  const { mode, unlockedUntilMs } = guard;
  const Icon = unlockedUntilMs === null ? ICONS[mode] : LockOpen;
  const text = unlockedUntilMs === null ? t(`mode.${mode}`) : clockOf(unlockedUntilMs - nowMs);
  return (
    <>
      <Button
        className={css.door}
        data-mode={mode}
        data-testid="guard"
        aria-label={
          unlockedUntilMs === null ? t('door', { mode: t(`mode.${mode}`) }) : t('unlocked', { left: text })
        }
        title={unlockedUntilMs === null ? t(`says.${mode}`) : t('unlocked', { left: text })}
        onClick={() => setOpen(true)}
      >
        <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
        <span className={css.mode}>{text}</span>
      </Button>
      <Part fallback={null}>
        {isOpen ? <GuardDialog guard={guard} onClose={() => setOpen(false)} /> : null}
      </Part>
    </>
  );
}

/** Minutes and seconds that are left. */
export function clockOf(ms: number): string {
  const s = Math.max(0, Math.ceil(ms / 1_000));
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`;
}
