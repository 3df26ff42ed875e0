import type { WriteGuard } from '@vivarium/contract';
import { useState } from 'react';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useWriteBlock } from '../stores/write-block.ts';
import { visible } from '../tree/path.ts';
import css from './guard.module.css';
import { protectingPrefix } from './protecting.ts';
import { useGuardTexts } from './texts.ts';

export interface GuardDraft {
  /** What goes with the write. */
  readonly guard: WriteGuard;
  /** All that the guard asks for is there. */
  readonly isReady: boolean;
  /** Why nothing can be written now. */
  readonly block: string | null;
  readonly prefix: string | null;
  readonly typed: Typed;
  readonly set: (typed: Partial<Typed>) => void;
}

interface Typed {
  readonly reason: string;
  readonly ticket: string;
  readonly confirm: string;
}

/** What a write at one of these paths must and may say. Whoever sends it has seen it as it leaves. */
export function useGuardDraft(...paths: readonly string[]): GuardDraft {
  const block = useWriteBlock();
  const prefixes = useStore(live, (now) => now.guard?.prefixes);
  const [typed, setTyped] = useState<Typed>({ reason: '', ticket: '', confirm: '' });
  const found = paths.map((path) => protectingPrefix(prefixes ?? [], path)).find((each) => each !== null);
  const prefix = found ?? null;
  const reason = typed.reason.trim();
  const ticket = typed.ticket.trim();
  return {
    guard: {
      reviewed: true,
      ...(reason === '' ? {} : { reason }),
      ...(ticket === '' ? {} : { ticket }),
      ...(prefix === null ? {} : { confirm: typed.confirm }),
    },
    isReady: block === null && (prefix === null || typed.confirm === prefix),
    block,
    prefix,
    typed,
    set: (next) => setTyped((now) => ({ ...now, ...next })),
  };
}

/** Reason and ticket, and the protected prefix where there is one. */
export function GuardFields({ draft }: { readonly draft: GuardDraft }) {
  const t = useGuardTexts();
  const { block, prefix, typed, set } = draft;
  return (
    <div className={css.fields}>
      {block === null ? null : <p className={css.guarded}>{block}</p>}
      {prefix === null ? null : (
        <div className={css.guarded} data-testid="protected">
          <span>{t('protected.is', { prefix: visible(prefix) })}</span>
          <label>
            <span className="label">{t('protected.type', { prefix: visible(prefix) })}</span>
            <input
              className="mono"
              value={typed.confirm}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => set({ confirm: event.target.value })}
            />
          </label>
        </div>
      )}
      <label>
        <span className="label">{t('reason')}</span>
        <input
          value={typed.reason}
          maxLength={500}
          placeholder={t('optional')}
          onChange={(event) => set({ reason: event.target.value })}
        />
      </label>
      <label>
        <span className="label">{t('ticket')}</span>
        <input
          value={typed.ticket}
          maxLength={100}
          onChange={(event) => set({ ticket: event.target.value })}
        />
      </label>
    </div>
  );
}
