import type { Fault, GuardBody, GuardView, SafeMode } from '@vivarium/contract';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { visible } from '../tree/path.ts';
import { Button, Choice } from '../ui/button.tsx';
import { Dialog, dialogCss } from '../ui/dialog.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import css from './guard.module.css';
import { guardApi } from './guard-api.ts';
import { clockOf } from './guard-door.tsx';
import { useGuardTexts } from './texts.ts';

const MODES: readonly SafeMode[] = ['open', 'review', 'locked'];

/** Chooses the safe mode, unlocks for a while, names what is protected. */
export function GuardDialog({ guard, onClose }: { readonly guard: GuardView; readonly onClose: () => void }) {
  const t = useGuardTexts();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const [name, setName] = useState('');
  const [path, setPath] = useState('');
  const [fault, setFault] = useState<Fault | null>(null);
  const { mode, unlockedUntilMs, prefixes, connection } = guard;
  const isLocked = mode === 'locked' && unlockedUntilMs === null;
  const ask = async (body: GuardBody): Promise<boolean> => {
    setFault(null);
    try {
      const next = await guardApi.change(body);
      live.set({ ...live.get(), guard: next });
      return true;
    } catch (error) {
      setFault(faultOf(error));
      return false;
    }
  };
  const protect = async (next: readonly string[]): Promise<void> => {
    if (await ask({ action: 'protect', prefixes: [...next] })) setPath('');
  };
  return (
    <Dialog title={t('title')} onClose={onClose}>
      <div className={css.modes}>
        <Choice
          label={t('mode.label')}
          value={mode}
          onChoose={(next) => void ask({ action: 'mode', mode: next })}
          options={MODES.map((value) => ({ value, text: t(`mode.${value}`) }))}
        />
      </div>
      <p className={css.says}>{t(`says.${mode}`)}</p>
      {isLocked ? (
        <form
          className={css.row}
          onSubmit={(event) => {
            event.preventDefault();
            void ask({ action: 'unlock', name });
          }}
        >
          <label className={dialogCss.field}>
            <span className="label">{t('unlockName', { name: connection })}</span>
            <input
              className="mono"
              value={name}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setName(event.target.value)}
            />
          </label>
          <Button type="submit" look="primary" disabled={name !== connection}>
            {t('unlock')}
          </Button>
        </form>
      ) : null}
      {unlockedUntilMs === null ? null : (
        <div className={css.row}>
          <span>{t('unlocked', { left: clockOf(unlockedUntilMs - nowMs) })}</span>
          <Button onClick={() => void ask({ action: 'lock' })}>{t('lock')}</Button>
        </div>
      )}
      {fault === null ? null : <FaultNote fault={fault} />}
      <section className={css.part} aria-label={t('prefixes')}>
        <h3>{t('prefixes')}</h3>
        <p className={css.says}>{t('prefixes.note')}</p>
        <ul className={css.prefixes}>
          {prefixes.map((prefix) => (
            <li key={prefix}>
              <span className="mono">{visible(prefix)}</span>
              {prefix === '/zookeeper' ? null : (
                <Button
                  look="quiet"
                  disabled={isLocked}
                  aria-label={t('prefixes.drop', { path: visible(prefix) })}
                  onClick={() => void protect(prefixes.filter((each) => each !== prefix))}
                >
                  <X size={14} strokeWidth={1.75} aria-hidden="true" />
                </Button>
              )}
            </li>
          ))}
        </ul>
        <form
          className={css.row}
          onSubmit={(event) => {
            event.preventDefault();
            if (path.startsWith('/')) void protect([...prefixes, path]);
          }}
        >
          <label className={dialogCss.field}>
            <span className="label">{t('prefixes.path')}</span>
            <input
              className="mono"
              value={path}
              spellCheck={false}
              autoComplete="off"
              onChange={(event) => setPath(event.target.value)}
            />
          </label>
          <Button type="submit" disabled={isLocked || !path.startsWith('/')}>
            {t('prefixes.add')}
          </Button>
        </form>
      </section>
      <div className={dialogCss.actions}>
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
    </Dialog>
  );
}
