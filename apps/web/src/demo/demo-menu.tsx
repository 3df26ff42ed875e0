import { Link } from '@tanstack/react-router';
import type { DemoActorView, DemoView } from '@vivarium/contract';
import { DEMO_WRITES_PER_SECOND_MAX } from '@vivarium/contract';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, dialogCss } from '../ui/dialog.tsx';
import { say } from '../ui/toast.ts';
import { demoApi } from './demo-api.ts';
import css from './demo-menu.module.css';
import { order, startDemo } from './demo-store.ts';
import { factSentence } from './fact-sentence.ts';
import { type DemoTranslate, useDemoTexts } from './texts.ts';

export interface DemoMenuProps {
  readonly view: DemoView;
  readonly onClose: () => void;
}

/** A switch for each actor and each of its clients, and the way to be rid of all of it. */
export function DemoMenu({ view, onClose }: DemoMenuProps) {
  const dt = useDemoTexts();
  const [isAsking, setAsking] = useState(false);
  const isIdle = view.actors.every(({ state }) => state === 'off');
  const rate = dt('rate', { n: view.writesPerSecond.toFixed(1), max: DEMO_WRITES_PER_SECOND_MAX });
  return (
    <div className={css.menu}>
      <p>
        <strong>{dt('menu')}</strong>{' '}
        <span className="label">{isIdle ? dt('idle') : view.isPaused ? dt('paused') : rate}</span>
      </p>
      <p className="label">{dt('about')}</p>
      <ul className={css.actors}>
        {view.actors.map((actor) => (
          <Actor key={actor.id} actor={actor} dt={dt} onLeave={onClose} />
        ))}
      </ul>
      <div className={css.foot}>
        {isIdle ? <Button onClick={() => void startDemo()}>{dt('start')}</Button> : null}
        <Button look="danger" onClick={() => setAsking(true)}>
          <Trash2 size={14} strokeWidth={1.75} aria-hidden="true" />
          {dt('remove')}
        </Button>
      </div>
      {isAsking ? <Remove view={view} dt={dt} onClose={() => setAsking(false)} onDone={onClose} /> : null}
    </div>
  );
}

interface ActorProps {
  readonly actor: DemoActorView;
  readonly dt: DemoTranslate;
  readonly onLeave: () => void;
}

function Actor({ actor, dt, onLeave }: ActorProps) {
  const { id, state, roots, clients, isSimulated, trouble } = actor;
  const name = dt(`actor.${id}`);
  const isOn = clients.some((client) => client.isOn);
  const play = (client: string | null, on: boolean) =>
    void order(() => demoApi.switch({ actor: id, client, isOn: on }));
  return (
    <li className={css.actor}>
      <Switch
        isOn={isOn}
        isDisabled={state === 'removing'}
        label={dt('switchAll', { actor: name })}
        onSwitch={() => play(null, !isOn)}
      />
      <span className={css.name}>{name}</span>
      <span className={css.roots}>
        {roots.map((root) => (
          <Link
            key={root}
            to="/c/$conn/tree"
            params={{ conn: 'local' }}
            search={{ path: root }}
            className="mono"
            onClick={onLeave}
          >
            {visible(root)}
          </Link>
        ))}
      </span>
      <span className={`label ${css.says}`}>
        {state === 'removing' ? dt('removing') : trouble !== null ? dt('trouble', { why: trouble }) : null}
        {isSimulated ? dt('simulated') : null}
      </span>
      <details className={css.clients}>
        <summary className="label">
          {dt('clients')} {clients.filter((client) => client.isOn).length}/{clients.length}
        </summary>
        <ul>
          {clients.map((client) => (
            <li key={client.id} className={css.client}>
              <Switch
                isOn={client.isOn}
                isDisabled={state === 'removing'}
                label={dt('switchOne', { client: client.id })}
                onSwitch={() => play(client.id, !client.isOn)}
              />
              <span className={css.last}>
                {client.lastFact === null ? client.id : factSentence(client.lastFact, dt)}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </li>
  );
}

interface SwitchProps {
  readonly isOn: boolean;
  readonly isDisabled: boolean;
  readonly label: string;
  readonly onSwitch: () => void;
}

function Switch({ isOn, isDisabled, label, onSwitch }: SwitchProps) {
  return (
    <button
      type="button"
      role="switch"
      aria-checked={isOn}
      aria-label={label}
      title={label}
      disabled={isDisabled}
      className={css.switch}
      onClick={onSwitch}
    >
      <span className={css.knob} />
    </button>
  );
}

interface RemoveProps {
  readonly view: DemoView;
  readonly dt: DemoTranslate;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

function Remove({ view, dt, onClose, onDone }: RemoveProps) {
  const remove = async () => {
    onClose();
    if (!(await order(() => demoApi.remove({ actor: null })))) return;
    say(dt('remove.begun'));
    onDone();
  };
  return (
    <Dialog title={dt('remove.title')} danger onClose={onClose}>
      <p>{dt('remove.what')}</p>
      <ul className={`mono ${dialogCss.op} ${css.doomed}`}>
        {view.actors.flatMap(({ roots }) => roots.map((root) => <li key={root}>{visible(root)}</li>))}
      </ul>
      <p className={dialogCss.note}>
        {dt('remove.other')} {dt('remove.again')}
      </p>
      <div className={dialogCss.actions}>
        <Button onClick={onClose}>{dt('remove.keep')}</Button>
        <Button look="danger" onClick={() => void remove()}>
          {dt('remove.submit')}
        </Button>
      </div>
    </Dialog>
  );
}
