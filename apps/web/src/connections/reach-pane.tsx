import type { Fault, ReachResult, ReachStep } from '@vivarium/contract';
import { Check, X } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import css from './connections.module.css';
import { connectionsApi } from './connections-api.ts';
import { useConnectionTexts } from './texts.ts';

/** Whether ZooKeeper answers at an address: every host for itself, up to the first step that fails. */
export function ReachPane({ isWide }: { readonly isWide: boolean }) {
  const ct = useConnectionTexts();
  const [hosts, setHosts] = useState('');
  const [result, setResult] = useState<ReachResult | null>(null);
  const [fault, setFault] = useState<Fault | null>(null);
  const [isAsking, setAsking] = useState(false);
  const test = async (event: FormEvent) => {
    event.preventDefault();
    setAsking(true);
    setFault(null);
    try {
      setResult(await connectionsApi.reach(hosts.trim()));
    } catch (error) {
      setResult(null);
      setFault(faultOf(error));
    } finally {
      setAsking(false);
    }
  };
  return (
    <Pane title={ct('reach')} caption={ct('reachCaption')} className={isWide ? css.wide : undefined}>
      <div className={css.body}>
        <form className={css.form} onSubmit={(event) => void test(event)}>
          <label>
            <span className="label">{ct('hosts')}</span>
            <input
              className="mono"
              value={hosts}
              spellCheck={false}
              autoComplete="off"
              placeholder="zk-1.example:2181,zk-2.example:2181"
              onChange={(event) => setHosts(event.target.value)}
            />
          </label>
          <Button type="submit" look="primary" disabled={isAsking || hosts.trim() === ''}>
            {ct(isAsking ? 'testing' : 'test')}
          </Button>
        </form>
        {fault === null ? null : <FaultNote fault={fault} />}
        <ul className={css.hosts} aria-live="polite">
          {result?.hosts.map(({ host, steps }) => (
            <li key={host} data-testid="reach-host">
              <span className="mono">{host}</span>
              <ol className={css.steps}>
                {steps.map((step) => (
                  <Step key={step.step} step={step} />
                ))}
              </ol>
              {steps.every(({ ok }) => ok) ? (
                <p className={css.advice}>
                  {ct('fine')} <code className="mono">vivarium up --connect {host}</code>
                </p>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    </Pane>
  );
}

function Step({ step: { step, ok, tookMs, text } }: { readonly step: ReachStep }) {
  const ct = useConnectionTexts();
  const Icon = ok ? Check : X;
  // Of srvr the lines that say what it is: version and mode.
  const told = text === null ? null : step === 'srvr' ? versionAndMode(text) : text;
  return (
    <li data-ok={ok} data-step={step}>
      <Icon size={14} strokeWidth={2} aria-hidden="true" />
      <span>{ct(`step.${step}`)}</span>
      <span className={`mono ${css.took}`}>{ct('took', { ms: tookMs })}</span>
      {ok ? (
        <span className={`mono ${css.told}`}>{told}</span>
      ) : (
        <span className={css.told}>{ct(`fix.${step}`)}</span>
      )}
    </li>
  );
}

function versionAndMode(text: string): string {
  const version = /^Zookeeper version: ([^,\s]*)/m.exec(text)?.[1] ?? '';
  const mode = /^Mode: .*$/m.exec(text)?.[0] ?? '';
  return [version, mode].filter((each) => each !== '').join(' · ');
}
