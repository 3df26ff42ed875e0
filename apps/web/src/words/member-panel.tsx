import type { MemberView, Word } from '@vivarium/contract';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { Button, Choice } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import { type MemberPanelName, PANELS } from './panel-names.ts';
import { useWordTexts } from './texts.ts';
import { WordAnswer } from './word-answer.tsx';
import css from './words.module.css';

export interface MemberPanelProps {
  readonly member: MemberView;
  readonly panel: MemberPanelName;
  readonly word: Word;
  readonly isRaw: boolean;
  readonly className?: string | undefined;
  readonly onGo: (to: { panel?: MemberPanelName | undefined; word?: Word; as?: 'raw' | undefined }) => void;
}

/** What one member tells of itself, word by word. */
export function MemberPanel({ member, panel, word, isRaw, className, onGo }: MemberPanelProps) {
  const wt = useWordTexts();
  const box = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is opened anew is brought on the screen.
  useEffect(() => {
    // It may return a promise, and an effect must return nothing.
    box.current?.scrollIntoView({ block: 'nearest' });
  }, [panel, member.id]);
  return (
    <div ref={box} className={className} data-testid="member-panel">
      <Pane
        title={member.name}
        end={
          <>
            <Choice
              label={wt('panels')}
              value={panel}
              onChoose={(next) => onGo({ panel: next })}
              options={PANELS.map((value) => ({ value, text: wt(`panel.${value}`) }))}
            />
            <Button
              look="quiet"
              aria-label={wt('close')}
              title={wt('close')}
              onClick={() => onGo({ panel: undefined, as: undefined })}
            >
              <X size={15} strokeWidth={1.75} aria-hidden="true" />
            </Button>
          </>
        }
      >
        {panel === 'log' ? (
          <MemberEvents name={member.name} />
        ) : (
          <WordAnswer
            member={member}
            word={panel === 'mntr' ? 'mntr' : panel === 'config' ? 'conf' : word}
            canChoose={panel === '4lw'}
            isRaw={isRaw}
            onGo={onGo}
          />
        )}
      </Pane>
    </div>
  );
}

/** The lines of the event list that are about this member. */
function MemberEvents({ name }: { readonly name: string }) {
  const t = useTranslate();
  const wt = useWordTexts();
  const language = useLanguage();
  const events = useStore(live, (now) => now.events);
  const own = events.filter(({ member }) => member === name);
  if (own.length === 0) return <p className={css.note}>{wt('noEvents')}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
    <ol className={css.events} tabIndex={0} aria-label={wt('panel.log')}>
      {own.map((event) => (
        <li key={event.id}>
          <span className="mono">{formatTime(event.atMs, language)}</span>
          <span>
            {t(`event.${event.what}`, { member: name, detail: event.detail ?? '', n: event.count })}
          </span>
        </li>
      ))}
    </ol>
  );
}
