import { usePageTitle } from '../frame/standing-signs.tsx';
import { GuardDoor } from '../guard/guard-door.tsx';
import { useGuardTexts } from '../guard/texts.ts';
import { formatBytes, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { visible } from '../tree/path.ts';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { faultOf } from '../wire/call.ts';
import css from './connections.module.css';
import { MeansList } from './means-list.tsx';
import { ReachPane } from './reach-pane.tsx';
import { useConnectionTexts } from './texts.ts';
import { useConnection } from './use-connection.ts';

/** What is connected, by which means, and how do I reach another? */
export function ConnectionsPage() {
  const t = useTranslate();
  const ct = useConnectionTexts();
  const { data, error } = useConnection();
  usePageTitle(ct('title'));
  return (
    <>
      <Verdict />
      <div className={css.page}>
        <WhatPane />
        <GuardPane />
        <Pane title={ct('means')} caption={ct('meansCaption')} className={css.wide}>
          {error === null ? null : <FaultNote fault={faultOf(error)} />}
          {data !== undefined ? (
            <MeansList view={data} />
          ) : error === null ? (
            <p className={css.body}>{t('verdict.connecting')}</p>
          ) : null}
        </Pane>
        <ReachPane isWide={data?.replica == null} />
        {data === undefined || data.replica === null ? null : <ReplicaPane />}
      </div>
    </>
  );
}

function WhatPane() {
  const ct = useConnectionTexts();
  const ensemble = useStore(live, (now) => now.ensemble);
  if (ensemble === null) return null;
  const { label, embedded, members, client, treeMeans } = ensemble;
  return (
    <Pane title={ct('what')}>
      <div className={css.body}>
        <p>{ct(embedded ? 'embedded' : 'connected')}</p>
        <dl className={css.facts}>
          <dt>{ct('label')}</dt>
          <dd className="mono">{broken(label)}</dd>
          <dt>{ct('addresses')}</dt>
          <dd className="mono">
            <ul className={css.addresses}>
              {members.map(({ id, name, address }) => (
                <li key={id}>{name === address ? name : `${name} ${address}`}</li>
              ))}
            </ul>
          </dd>
          <dt>{ct('session')}</dt>
          <dd>{ct(`session.${client.state}`)}</dd>
          <dt>{ct('tree')}</dt>
          <dd>{ct(`tree.${treeMeans}`)}</dd>
        </dl>
      </div>
    </Pane>
  );
}

/** A list of addresses breaks between them, not within one. */
function broken(label: string): string {
  return label.replaceAll(',', ',\u200b');
}

function GuardPane() {
  const ct = useConnectionTexts();
  const gt = useGuardTexts();
  const guard = useStore(live, (now) => now.guard);
  if (guard === null) return null;
  return (
    <Pane title={ct('guard')} caption={ct('guardCaption')}>
      <div className={css.body}>
        <p className={css.modes}>
          <strong data-testid="safe-mode">{gt(`mode.${guard.mode}`)}</strong>
          <span>{gt(`says.${guard.mode}`)}</span>
        </p>
        <div className={css.modes}>
          <span>{ct('guardChange')}</span>
          <GuardDoor />
        </div>
        <p className="label">{ct('prefixes')}</p>
        <ul className={`mono ${css.prefixes}`}>
          {guard.prefixes.map((prefix) => (
            <li key={prefix}>{visible(prefix)}</li>
          ))}
        </ul>
      </div>
    </Pane>
  );
}

function ReplicaPane() {
  const t = useTranslate();
  const ct = useConnectionTexts();
  const language = useLanguage();
  const { data } = useConnection();
  const members = useStore(live, (now) => now.ensemble?.members);
  if (data?.replica == null) return null;
  const { streaming, leader, zxid, nodes, copies } = data.replica;
  const name = members?.find(({ id }) => id === leader)?.name ?? `${leader ?? '?'}`;
  const { history } = data;
  return (
    <Pane title={ct('replica')} caption={ct('replicaCaption')}>
      <div className={css.body}>
        <dl className={css.facts}>
          <dt>{ct('replicaState')}</dt>
          <dd>{streaming ? ct('streaming', { leader: name }) : ct('notStreaming')}</dd>
          <dt>{ct('zxid')}</dt>
          <dd className="mono">{zxid}</dd>
          <dt>{ct('nodes')}</dt>
          <dd className="mono">{formatCount(nodes, language)}</dd>
          <dt>{ct('copies')}</dt>
          <dd className="mono">{formatCount(copies, language)}</dd>
          {history === null ? null : (
            <>
              <dt>{ct('history')}</dt>
              <dd>
                {history.fromZxid === null
                  ? ct('historyEmpty', { size: formatBytes(history.bytes, t) })
                  : ct('historyFrom', { size: formatBytes(history.bytes, t), from: history.fromZxid })}
                {history.fault === null ? null : ` · ${history.fault}`}
              </dd>
            </>
          )}
        </dl>
      </div>
    </Pane>
  );
}
