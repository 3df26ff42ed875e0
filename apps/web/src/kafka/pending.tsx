import { visible } from '../tree/path.ts';
import css from './kafka.module.css';
import { NodeLink } from './node-link.tsx';
import type { PendingNode } from './registry.ts';
import type { KafkaTranslate } from './texts.ts';

const KNOWN = ['delete_topics', 'reassign_partitions', 'preferred_replica_election'] as const;

/** What somebody asked of the controller and it has not done yet. */
export function Pending({ pending, kt }: { pending: readonly PendingNode[]; kt: KafkaTranslate }) {
  if (pending.length === 0) return <p className={css.note}>{kt('admin.none')}</p>;
  return (
    <dl className={css.pending}>
      {pending.map(({ what, path, text }) => {
        const known = KNOWN.find((name) => name === what);
        return (
          <div key={path}>
            <dt>
              <NodeLink path={path}>
                {known === undefined ? kt('admin.other', { what: visible(what) }) : kt(`admin.${known}`)}
              </NodeLink>
            </dt>
            <dd>
              <pre className={`mono ${css.raw}`}>{text.split('\n').map(visible).join('\n')}</pre>
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
