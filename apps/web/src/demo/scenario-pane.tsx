import type { Fault, ScenarioId } from '@vivarium/contract';
import { Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useWriteBlock } from '../stores/write-block.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import { factSentence } from './fact-sentence.ts';
import css from './scenario.module.css';
import { stageOf } from './scenario-stage.ts';
import { useDemoTexts } from './texts.ts';
import { playScenario, useScenario } from './use-scenario.ts';

export interface ScenarioPaneProps {
  readonly scenario: ScenarioId;
  /** Puts the play's own recipe on the screen. */
  readonly onShow: (path: string) => void;
}

/** One of the textbook's scenarios: what it tells, a way to play it, and its facts as they happen. */
export function ScenarioPane({ scenario, onShow }: ScenarioPaneProps) {
  const dt = useDemoTexts();
  const block = useWriteBlock();
  const run = useScenario();
  const [fault, setFault] = useState<Fault | null>(null);
  /** The run that was started here: it is drawn as soon as it can be. */
  const [mine, setMine] = useState<number | null>(null);
  const facts = useRef<HTMLOListElement>(null);
  const shown = run?.scenario === scenario ? run : null;
  const stage = shown === null ? null : stageOf(shown);
  const count = shown?.facts.length ?? 0;
  useEffect(() => {
    if (count > 0) facts.current?.scrollTo({ top: facts.current.scrollHeight });
  }, [count]);
  const show = useRef(onShow);
  show.current = onShow;
  const isMine = shown !== null && shown.id === mine && shown.state === 'running';
  useEffect(() => {
    if (isMine && stage !== null) show.current(stage);
  }, [isMine, stage]);
  const play = async () => {
    setFault(null);
    try {
      setMine((await playScenario(scenario)).id);
    } catch (error) {
      setFault(faultOf(error));
    }
  };
  const isRunning = run?.state === 'running';
  return (
    <Pane title={dt('textbook')} caption={dt('textbook.caption')} className={css.pane}>
      <div className={css.story}>
        <h3>{dt(`scenario.${scenario}`)}</h3>
        <p>{dt(`story.${scenario}`)}</p>
        <span className={css.act}>
          <Button
            disabled={isRunning || block !== null}
            title={block ?? undefined}
            onClick={() => void play()}
          >
            <Play size={14} strokeWidth={1.75} aria-hidden="true" />
            {dt(isRunning ? 'playing' : 'play')}
          </Button>
          {shown?.state === 'running' && stage !== null ? (
            <Button look="quiet" onClick={() => onShow(stage)}>
              {dt('show')}
            </Button>
          ) : null}
          {shown === null ? null : (
            <span className="label" data-testid="scenario-state" data-state={shown.state}>
              {dt(`state.${shown.state}`)}
            </span>
          )}
        </span>
      </div>
      {fault === null ? null : <FaultNote fault={fault} />}
      {shown?.failure ? <p className={css.failure}>{dt('failure', { why: shown.failure })}</p> : null}
      {shown === null ? null : (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
        <ol ref={facts} className={css.facts} tabIndex={0} aria-label={dt('facts')}>
          {shown.facts.map((fact) => (
            <li key={fact.n} data-what={fact.what}>
              <span className="mono">{`+${((fact.atMs - shown.startedAtMs) / 1_000).toFixed(1)} s`}</span>
              <span>{factSentence(fact, dt)}</span>
            </li>
          ))}
        </ol>
      )}
    </Pane>
  );
}
