import { Link } from '@tanstack/react-router';
import type { KafkaSearch } from '../routes/page-search.ts';
import { visible } from '../tree/path.ts';
import css from './kafka.module.css';
import { NodeLink } from './node-link.tsx';
import { Raw } from './raw.tsx';
import { lagging, type PartitionNode, type Registry, type TopicNode } from './registry.ts';
import type { KafkaTranslate } from './texts.ts';

export interface TopicsProps {
  readonly registry: Registry;
  readonly search: KafkaSearch;
  readonly kt: KafkaTranslate;
}

/** All topics with what is wrong of them, and the partitions of the one that is chosen. */
export function Topics({ registry, search, kt }: TopicsProps) {
  const { topics, topicsTotal } = registry;
  // The first one's partitions are shown until another one is asked for.
  const name = search.topic ?? topics[0]?.name;
  const chosen = topics.find((topic) => topic.name === name) ?? null;
  return (
    <>
      {topics.length === 0 ? <p className={css.note}>{kt('topic.none')}</p> : null}
      {topics.length === 0 ? null : (
        <table className={css.table}>
          <thead>
            <tr className="label">
              <th scope="col">{kt('topic.name')}</th>
              <th scope="col">{kt('topic.partitions')}</th>
              <th scope="col">{kt('topic.replicas')}</th>
              <th scope="col">{kt('topic.state')}</th>
            </tr>
          </thead>
          <tbody>
            {topics.map((topic) => (
              <TopicRow key={topic.name} topic={topic} isChosen={topic === chosen} search={search} kt={kt} />
            ))}
          </tbody>
        </table>
      )}
      {topicsTotal > topics.length ? (
        <p className={css.note}>{kt('topic.more', { n: topicsTotal - topics.length })}</p>
      ) : null}
      {chosen === null && search.topic !== undefined ? (
        <p className={css.note}>{kt('partition.gone')}</p>
      ) : null}
      {chosen === null ? null : <Partitions topic={chosen} kt={kt} />}
    </>
  );
}

interface TopicRowProps {
  readonly topic: TopicNode;
  readonly isChosen: boolean;
  readonly search: KafkaSearch;
  readonly kt: KafkaTranslate;
}

function TopicRow({ topic, isChosen, search, kt }: TopicRowProps) {
  const { name, assignment, partitions } = topic;
  const short = partitions.filter((partition) => lagging(partition).length > 0).length;
  const leaderless = partitions.filter(({ state }) => state?.is === 'known' && state.value.leader < 0).length;
  const factors = [...new Set(partitions.map(({ replicas }) => replicas.length))];
  return (
    <tr data-chosen={isChosen}>
      <th scope="row" className="mono">
        <Link
          to="/c/$conn/kafka"
          params={{ conn: 'local' }}
          search={{ ...search, topic: name }}
          aria-current={isChosen ? 'true' : undefined}
        >
          {visible(name)}
        </Link>
      </th>
      <td className="mono">{assignment.is === 'known' ? partitions.length : kt('topic.unknown')}</td>
      <td className="mono">{factors.join(', ')}</td>
      <td className={short + leaderless > 0 ? css.shrunk : undefined}>
        {leaderless > 0 ? `${kt('topic.leaderless', { n: leaderless })} ` : ''}
        {short > 0 ? kt('topic.lagging', { n: short }) : leaderless > 0 ? '' : kt('topic.all')}
      </td>
    </tr>
  );
}

function Partitions({ topic, kt }: { readonly topic: TopicNode; readonly kt: KafkaTranslate }) {
  const { name, path, assignment, partitions } = topic;
  return (
    <section aria-label={kt('partition.of', { topic: visible(name) })} className={css.partitions}>
      <h3>
        <NodeLink path={path}>{kt('partition.of', { topic: visible(name) })}</NodeLink>
      </h3>
      {assignment.is === 'raw' ? (
        <Raw text={assignment.text} kt={kt} />
      ) : (
        <table className={css.table}>
          <thead>
            <tr className="label">
              <th scope="col">{kt('partition.number')}</th>
              <th scope="col">{kt('partition.leader')}</th>
              <th scope="col">{kt('partition.replicas')}</th>
              <th scope="col">{kt('partition.isr')}</th>
              <th scope="col">{kt('partition.epoch')}</th>
            </tr>
          </thead>
          <tbody>
            {partitions.map((partition) => (
              <PartitionRow key={partition.partition} partition={partition} kt={kt} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function PartitionRow({ partition, kt }: { readonly partition: PartitionNode; readonly kt: KafkaTranslate }) {
  const { state, path, replicas } = partition;
  const out = lagging(partition);
  const known = state?.is === 'known' ? state.value : null;
  return (
    <tr>
      <th scope="row" className="mono">
        <NodeLink path={path}>{partition.partition}</NodeLink>
      </th>
      <td className={`mono ${known !== null && known.leader < 0 ? css.shrunk : ''}`}>
        {known === null ? '—' : known.leader < 0 ? kt('partition.noLeader') : known.leader}
      </td>
      <td>
        <span className={css.replicas}>
          {replicas.map((id) => (
            <span
              key={id}
              className={`mono ${css.replica}`}
              data-in={!out.includes(id)}
              data-leads={known?.leader === id}
            >
              {id}
            </span>
          ))}
        </span>
      </td>
      <td className={out.length > 0 ? css.shrunk : undefined}>
        {state === null ? (
          kt('partition.noState')
        ) : state.is === 'raw' ? (
          <Raw text={state.text} kt={kt} />
        ) : (
          <>
            <span className={`mono ${css.isr}`}>{`[${state.value.isr.join(', ')}]`}</span>
            {out.length > 0 ? kt('partition.shrunk', { ids: out.join(', ') }) : kt('partition.whole')}
          </>
        )}
      </td>
      <td className="mono">{known === null ? '—' : known.leaderEpoch}</td>
    </tr>
  );
}
