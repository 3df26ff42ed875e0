import { type ControlBody, type EnsembleView, type MemberView, PAUSES_MS } from '@vivarium/contract';
import { useState } from 'react';
import { useTranslate } from '../i18n/language.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { consequenceSentence } from './consequence.ts';
import css from './ensemble.module.css';
import { useControl } from './use-control.ts';

interface Action {
  readonly key: string;
  readonly text: string;
  readonly control: ControlBody;
  readonly isHarm: boolean;
}

/** What can be done to one of our members. Each says what will follow before it is pressed. */
export function MemberActions({ ensemble, member }: { ensemble: EnsembleView; member: MemberView }) {
  const t = useTranslate();
  const { send, fault, isSending } = useControl();
  const hasCuts = ensemble.standing.cuts.some(({ a, b }) => a === member.id || b === member.id);
  const actions = actionsOf(member, hasCuts, (key, fill) => t(key, fill));
  const [aimed, setAimed] = useState<string | null>(null);
  const told = actions.find(({ key }) => key === aimed) ?? actions[0];
  const noteId = `consequence-${member.id}`;
  return (
    <div className={css.actions} data-testid={`actions-${member.name}`}>
      <div className={css.buttons}>
        {actions.map((action) => (
          <Button
            key={action.key}
            look={action.isHarm ? 'danger' : 'plain'}
            disabled={isSending}
            aria-describedby={noteId}
            onFocus={() => setAimed(action.key)}
            onPointerEnter={() => setAimed(action.key)}
            onClick={() => void send(action.control)}
          >
            {action.text}
          </Button>
        ))}
      </div>
      <p id={noteId} className={css.consequence} data-testid="consequence">
        {told === undefined ? null : consequenceSentence(ensemble, told.control, t)}
      </p>
      {fault === null ? null : <FaultNote fault={fault} />}
    </div>
  );
}

type Words = (
  key: 'act.kill' | 'act.pause' | 'act.resume' | 'act.restart' | 'act.start' | 'act.isolate' | 'act.rejoin',
  fill?: Readonly<Record<string, number>>,
) => string;

/** Only what makes sense for the state that it is in. */
function actionsOf(member: MemberView, hasCuts: boolean, words: Words): Action[] {
  const { id, thread, isolated } = member;
  if (thread === 'killed') {
    const control = { action: 'restart', member: id } as const;
    return [{ key: 'restart', text: words('act.start'), control, isHarm: false }];
  }
  const actions: Action[] = [
    { key: 'kill', text: words('act.kill'), control: { action: 'kill', member: id }, isHarm: true },
  ];
  if (thread === 'paused') {
    const control = { action: 'resume', member: id } as const;
    actions.push({ key: 'resume', text: words('act.resume'), control, isHarm: false });
  } else {
    for (const forMs of PAUSES_MS) {
      const text = words('act.pause', { s: forMs / 1_000 });
      const control = { action: 'pause', member: id, forMs } as const;
      actions.push({ key: `pause-${forMs}`, text, control, isHarm: false });
    }
  }
  const restart = { action: 'restart', member: id } as const;
  actions.push({ key: 'restart', text: words('act.restart'), control: restart, isHarm: false });
  if (!isolated) {
    const control = { action: 'isolate', member: id } as const;
    actions.push({ key: 'isolate', text: words('act.isolate'), control, isHarm: true });
  }
  if (hasCuts) {
    const control = { action: 'rejoin', member: id } as const;
    actions.push({ key: 'rejoin', text: words('act.rejoin'), control, isHarm: false });
  }
  return actions;
}
