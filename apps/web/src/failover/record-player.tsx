import type { FailoverMark, FailoverSummary, FailoverView } from '@vivarium/contract';
import { ChevronLeft, ChevronRight, Download, Pause, Play } from 'lucide-react';
import { useMemo } from 'react';
import { formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import type { FailoverSearch } from '../routes/page-search.ts';
import { Button, Choice } from '../ui/button.tsx';
import { saveText } from '../ui/save-file.ts';
import css from './failover.module.css';
import { inOrder, keyMarks, stepFrom } from './key-marks.ts';
import { MarkList, timeOf } from './mark-list.tsx';
import { phaseStep } from './phase-step.ts';
import { recordingName, recordingText } from './recording-file.ts';
import { useFailoverTexts } from './texts.ts';
import { Theatre } from './theatre.tsx';
import { extentOf } from './theatre-shape.ts';
import { useFailover } from './use-failover.ts';
import { SPEEDS, usePlayer } from './use-player.ts';
import { usePlayerKeys } from './use-player-keys.ts';

export interface RecordPlayerProps {
  readonly view: FailoverView;
  readonly search: FailoverSearch;
  readonly onGo: (next: FailoverSearch) => void;
  /** Elections that it may be laid beside. */
  readonly others: readonly FailoverSummary[];
}

/** The theatre, played, scrubbed and stepped through; the list beside it says the same in words. */
export function RecordPlayer({ view, search, onGo, others }: RecordPlayerProps) {
  const t = useTranslate();
  const ft = useFailoverTexts();
  const other = useFailover(search.vs === undefined ? null : Number(search.vs)).data;
  const extent = useMemo(() => unionOf(extentOf(view), other && extentOf(other)), [view, other]);
  const showsAll = search.votes === 'all';
  const marks = useMemo(() => (showsAll ? inOrder(view.marks) : keyMarks(view)), [view, showsAll]);
  const current = search.mark === undefined ? null : Number(search.mark);
  const speed = SPEEDS.find((each) => String(each) === search.speed) ?? 0.25;
  const marked = view.marks.find(({ n }) => n === current);
  const player = usePlayer(extent, speed, startOf(search, marked), (tMs) =>
    onGo(without(search, ['mark'], { t: tMs.toFixed(1) })),
  );
  const look = (mark: FailoverMark | undefined) => {
    if (mark === undefined) return;
    player.seek(mark.tMs);
    onGo(without(search, ['t'], { mark: String(mark.n) }));
  };
  const seek = (tMs: number) => {
    player.seek(tMs);
    onGo(without(search, ['mark'], { t: tMs.toFixed(1) }));
  };
  // Between two marks the list points at the one that has just happened; at the end, untouched, at none.
  const isUntouched = current === null && player.isAtEnd;
  const at = isUntouched
    ? null
    : player.isPlaying || current === null
      ? lastBefore(marks, player.tMs)
      : current;
  const choose = (n: number) => look(view.marks.find((mark) => mark.n === n));
  const step = (by: 1 | -1) => look(stepFrom(marks, at, by));
  usePlayerKeys({
    play: player.toggle,
    step,
    phase: (by) => {
      const next = phaseStep(view, player.tMs, by);
      if (next !== null) seek(next);
    },
  });
  return (
    <>
      <Theatre
        view={view}
        current={at}
        extent={extent}
        tMs={player.isAtEnd ? null : player.tMs}
        label={t('failover.lanes')}
        onSeek={seek}
        onChoose={choose}
      />
      {other === undefined ? null : (
        <Theatre
          view={other}
          current={null}
          extent={extent}
          tMs={player.isAtEnd ? null : player.tMs}
          label={ft('compared')}
          onChoose={() => undefined}
        />
      )}
      <input
        type="range"
        className={css.scrub}
        aria-label={ft('position')}
        aria-valuetext={timeOf(Math.round(player.tMs))}
        min={extent[0]}
        max={extent[1]}
        step="any"
        value={player.tMs}
        onChange={(event) => seek(Number(event.target.value))}
      />
      <div className={css.tools}>
        <Button onClick={player.toggle} aria-label={ft(player.isPlaying ? 'pause' : 'play')}>
          {player.isPlaying ? (
            <Pause size={14} strokeWidth={1.75} aria-hidden="true" />
          ) : (
            <Play size={14} strokeWidth={1.75} aria-hidden="true" />
          )}
        </Button>
        <Button onClick={() => step(-1)} aria-label={t('failover.back')} title={t('failover.back')}>
          <ChevronLeft size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
        <Button onClick={() => step(1)} aria-label={t('failover.forward')} title={t('failover.forward')}>
          <ChevronRight size={14} strokeWidth={1.75} aria-hidden="true" />
        </Button>
        <span className={`mono ${css.clock}`} data-testid="playhead">
          {timeOf(player.tMs)}
        </span>
        <Choice
          label={ft('speed')}
          value={String(speed)}
          onChoose={(next) => onGo({ ...search, speed: next })}
          options={SPEEDS.map((each) => ({ value: String(each), text: `${each}×` }))}
        />
        <Button
          aria-pressed={showsAll}
          onClick={() => onGo(showsAll ? without(search, ['votes'], {}) : { ...search, votes: 'all' })}
        >
          {t('failover.allVotes', { n: view.summary.marks })}
        </Button>
        <CompareWith others={others} search={search} onGo={onGo} />
        <Button onClick={() => saveText(recordingName(view), recordingText(view), 'application/json')}>
          <Download size={14} strokeWidth={1.75} aria-hidden="true" />
          {ft('export')}
        </Button>
        <span className="label">{ft('keys')}</span>
      </div>
      <MarkList view={view} marks={marks} current={at} onChoose={choose} />
    </>
  );
}

function CompareWith({ others, search, onGo }: Pick<RecordPlayerProps, 'others' | 'search' | 'onGo'>) {
  const ft = useFailoverTexts();
  const language = useLanguage();
  if (others.length === 0) return null;
  return (
    <label className={css.compare}>
      {ft('compare')}
      <select
        value={search.vs ?? ''}
        onChange={({ target }) =>
          onGo(target.value === '' ? without(search, ['vs'], {}) : { ...search, vs: target.value })
        }
      >
        <option value="">{ft('compareNone')}</option>
        {others.map(({ id, startedAtMs, toEpoch }) => (
          <option key={id} value={id}>
            {`${formatTime(startedAtMs, language)} · e${toEpoch ?? '?'}`}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Where the URL says, or at its mark, or at the end. */
function startOf(search: FailoverSearch, marked: FailoverMark | undefined): number | null {
  return search.t === undefined ? (marked?.tMs ?? null) : Number(search.t);
}

function without(
  search: FailoverSearch,
  keys: readonly (keyof FailoverSearch)[],
  more: FailoverSearch,
): FailoverSearch {
  const rest = Object.entries(search).filter(([key]) => !keys.includes(key as keyof FailoverSearch));
  return { ...Object.fromEntries(rest), ...more };
}

function unionOf(
  one: readonly [number, number],
  other: readonly [number, number] | undefined,
): readonly [number, number] {
  return other === undefined ? one : [Math.min(one[0], other[0]), Math.max(one[1], other[1])];
}

function lastBefore(marks: readonly FailoverMark[], tMs: number): number | null {
  return marks.findLast((mark) => mark.tMs <= tMs)?.n ?? null;
}
