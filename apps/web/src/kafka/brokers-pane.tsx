import type { ConfigurationVersion, GroupFacts } from '@vivarium/contract';
import { formatAge, formatTime } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { SessionName } from '../recipes/session-link.tsx';
import { visible } from '../tree/path.ts';
import { Pane } from '../ui/pane.tsx';
import css from './kafka.module.css';
import { NodeLink } from './node-link.tsx';
import { Raw } from './raw.tsx';
import type { BrokerNode, Registry } from './registry.ts';
import type { KafkaTranslate } from './texts.ts';
import { leftBrokers } from './use-registry.ts';

export interface BrokersPaneProps {
  readonly registry: Registry;
  /** Who is there and who left, as seen; null while it is not known. */
  readonly group: GroupFacts | null;
  /** Of the controller's epoch, as seen. */
  readonly epochs: readonly ConfigurationVersion[];
  readonly nowMs: number;
  readonly kt: KafkaTranslate;
}

/** The controller and its moves, and a plate for each broker, with a gap where one left. */
export function BrokersPane({ registry, group, epochs, nowMs, kt }: BrokersPaneProps) {
  const { brokers, controller } = registry;
  const controllerId = controller?.broker.is === 'known' ? String(controller.broker.value) : null;
  const plates = [
    ...brokers.map((broker) => ({ id: broker.id, broker, leftAtMs: 0 })),
    ...(group === null ? [] : leftBrokers(group))
      .filter(({ id }) => brokers.every((broker) => broker.id !== id))
      .map(({ id, atMs }) => ({ id, broker: null, leftAtMs: atMs })),
  ].sort((a, b) => Number(a.id) - Number(b.id));
  return (
    <Pane title={kt('brokers')} className={css.brokers}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <div className={css.scroll} tabIndex={0}>
        <Controller registry={registry} epochs={epochs} kt={kt} />
        {plates.length === 0 ? <p className={css.note}>{kt('broker.none')}</p> : null}
        <ul className={css.plates}>
          {plates.map(({ id, broker, leftAtMs }) =>
            broker === null ? (
              <Gap key={id} id={id} atMs={leftAtMs} kt={kt} />
            ) : (
              <Plate
                key={id}
                broker={broker}
                isController={id === controllerId}
                session={group?.members.find((member) => member.id === id)?.session ?? null}
                nowMs={nowMs}
                kt={kt}
              />
            ),
          )}
        </ul>
      </div>
    </Pane>
  );
}

type ControllerProps = Pick<BrokersPaneProps, 'registry' | 'epochs' | 'kt'>;

function Controller({ registry: { controller, controllerEpoch }, epochs, kt }: ControllerProps) {
  const language = useLanguage();
  return (
    <div className={css.controller}>
      {controller === null ? (
        <p className={css.shrunk}>{kt('controller.none')}</p>
      ) : controller.broker.is === 'raw' ? (
        <Raw text={controller.broker.text} kt={kt} />
      ) : (
        <p>
          <NodeLink path={controller.path}>
            <strong>{kt('controller.is', { id: controller.broker.value })}</strong>
          </NodeLink>
          <span className={`mono ${css.epoch}`}>
            {controllerEpoch === null ? '' : kt('controller.epoch', { epoch: controllerEpoch })}{' '}
            {kt('controller.since', { time: formatTime(controller.sinceMs, language) })}
          </span>
        </p>
      )}
      {epochs.length < 2 ? (
        <p className="label">{kt('controller.noMoves')}</p>
      ) : (
        <>
          <p className="label">{kt('controller.moves')}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <ol className={css.ribbon} tabIndex={0} aria-label={kt('controller.moves')}>
            {epochs.map(({ version, atMs, text }) => (
              <li key={version} className="mono">
                {kt('controller.epoch', { epoch: text ?? '?' })}
                <span className="label">{formatTime(atMs, language)}</span>
              </li>
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

interface PlateProps {
  readonly broker: BrokerNode;
  readonly isController: boolean;
  readonly session: string | null;
  readonly nowMs: number;
  readonly kt: KafkaTranslate;
}

function Plate({ broker: { id, path, broker, sinceMs }, isController, session, nowMs, kt }: PlateProps) {
  const t = useTranslate();
  const language = useLanguage();
  return (
    <li className={css.plate}>
      <p className={css.plateHead}>
        <NodeLink path={path}>
          <strong>{kt('broker.id', { id: visible(id) })}</strong>
        </NodeLink>
        {isController ? <span className={css.tag}>{kt('broker.controller')}</span> : null}
        {broker.is === 'known' ? (
          <span className="label">
            {broker.value.rack === null
              ? kt('broker.noRack')
              : kt('broker.rack', { rack: visible(broker.value.rack) })}
          </span>
        ) : null}
      </p>
      {broker.is === 'raw' ? (
        <Raw text={broker.text} kt={kt} />
      ) : (
        broker.value.endpoints.map((endpoint) => (
          <p key={endpoint} className={`mono ${css.endpoint}`}>
            {visible(endpoint)}
          </p>
        ))
      )}
      <p className="label">
        {session === null ? null : (
          <>
            {kt('broker.session')} <SessionName session={session} />{' '}
          </>
        )}
        {kt('broker.since', {
          time: formatTime(sinceMs, language),
          age: formatAge(nowMs - sinceMs, t),
        })}
      </p>
    </li>
  );
}

function Gap({ id, atMs, kt }: { readonly id: string; readonly atMs: number; readonly kt: KafkaTranslate }) {
  const language = useLanguage();
  return (
    <li className={`${css.plate} ${css.gap}`}>
      <p className={css.plateHead}>
        <strong>{kt('broker.left', { id: visible(id) })}</strong>
      </p>
      <p className="label">{kt('broker.leftAt', { time: formatTime(atMs, language) })}</p>
    </li>
  );
}
