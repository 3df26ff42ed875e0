import type { EnsembleView } from '@vivarium/contract';
import { FolderOpen } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import type { FailoverSearch } from '../routes/page-search.ts';
import { Button } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import { say } from '../ui/toast.ts';
import css from './failover.module.css';
import { causeSentence, FailoverNumbers } from './failover-summary.tsx';
import { namesOf } from './mark-sentence.ts';
import { type OpenedRecording, openedRecording } from './opened-file.ts';
import { RecordPlayer } from './record-player.tsx';
import { RecordingError, readRecording } from './recording-file.ts';
import { useFailoverTexts } from './texts.ts';

/** Opens a record that was exported before. */
export function OpenFile() {
  const ft = useFailoverTexts();
  const input = useRef<HTMLInputElement>(null);
  const open = async (file: File | undefined) => {
    if (file === undefined) return;
    try {
      openedRecording.set({ name: file.name, view: readRecording(await file.text()) });
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error;
      say(ft(error.fault));
    }
  };
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        aria-label={ft('open')}
        onChange={({ target }) => {
          void open(target.files?.[0]);
          target.value = '';
        }}
      />
      <Button look="quiet" onClick={() => input.current?.click()} title={ft('open')} aria-label={ft('open')}>
        <FolderOpen size={14} strokeWidth={1.75} aria-hidden="true" />
      </Button>
    </>
  );
}

/** A record from a file, beside those of this ensemble. */
export function OpenedFile({
  opened,
  ensemble,
}: {
  readonly opened: OpenedRecording;
  readonly ensemble: EnsembleView;
}) {
  const t = useTranslate();
  const ft = useFailoverTexts();
  const [search, setSearch] = useState<FailoverSearch>({});
  const { view } = opened;
  return (
    <Pane
      title={t('failover.title')}
      caption={ft('opened', { name: opened.name })}
      className={css.record}
      end={<Button onClick={() => openedRecording.set(null)}>{ft('close')}</Button>}
    >
      <p className={css.wait}>{causeSentence(view.summary, namesOf(view), t)}</p>
      <FailoverNumbers summary={view.summary} />
      <RecordPlayer view={view} search={search} onGo={setSearch} others={ensemble.failovers} />
    </Pane>
  );
}
