import { useQuery } from '@tanstack/react-query';
import type { BlindSpot, NodeView } from '@vivarium/contract';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { faultOf } from '../wire/call.ts';
import css from './node.module.css';
import { nodeApi } from './node-api.ts';
import { useNodeTexts } from './texts.ts';

/** Who owns the node and who watches it. Asked for when it is opened: `wchc` costs the members. */
export function WatchesPart({ node }: { readonly node: NodeView }) {
  const nt = useNodeTexts();
  const { data, error, refetch, isFetching } = useQuery({
    queryKey: ['znode sessions', node.path],
    queryFn: ({ signal }) => nodeApi.sessions(node.path, signal),
    staleTime: 0,
  });
  if (error !== null) return <Inset>{<FaultNote fault={faultOf(error)} />}</Inset>;
  if (data === undefined) return <p className={css.wait}>{nt('watches.reading')}</p>;
  const { owner, watchedBy, blind } = data;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={nt('tab.watches')} data-testid="watches">
      <Inset>
        {owner === null ? null : (
          <p>
            {nt('watches.owner')} <span className="mono">{owner}</span>
          </p>
        )}
        <p>
          {watchedBy === null
            ? nt('watches.unknown')
            : watchedBy.length === 0
              ? nt('watches.none')
              : nt('watches.some', { n: watchedBy.length })}
        </p>
        {watchedBy === null ? null : (
          <ul className={css.chips}>
            {watchedBy.map((alias) => (
              <li key={alias} className="mono">
                {alias}
              </li>
            ))}
          </ul>
        )}
        <Blind spots={blind} />
        <div className={css.actions}>
          <span className={`label ${css.state}`}>{nt('watches.cost')}</span>
          <Button disabled={isFetching} onClick={() => void refetch()}>
            {nt('watches.again')}
          </Button>
        </div>
      </Inset>
    </section>
  );
}

function Inset({ children }: { readonly children: React.ReactNode }) {
  return <div className={css.sheet}>{children}</div>;
}

/** What could not be asked, and the line that would allow it. */
function Blind({ spots }: { readonly spots: readonly BlindSpot[] }) {
  const nt = useNodeTexts();
  if (spots.length === 0) return null;
  return (
    <ul className={css.blind}>
      {spots.map(({ member, word, cause, line }) => (
        <li key={`${member} ${word}`}>
          {nt('watches.blind', { member, word, cause })}{' '}
          {line === null ? null : <code className="mono">{line}</code>}
        </li>
      ))}
    </ul>
  );
}
