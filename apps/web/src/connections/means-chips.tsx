import { Link } from '@tanstack/react-router';
import type { MeansView } from '@vivarium/contract';
import css from './connections.module.css';
import { useConnectionTexts } from './texts.ts';
import { useConnection } from './use-connection.ts';

/** By which means this page is seen, and what of it is missing: what a means does not give is not drawn. */
export function MeansChips() {
  const ct = useConnectionTexts();
  const { data } = useConnection();
  if (data === undefined || data.embedded) return null;
  return (
    <ul className={css.chips} aria-label={ct('seenBy')} data-testid="means">
      {data.means
        .filter(({ name }) => name !== 'member-feed')
        .map((means) => (
          <li key={means.name}>
            <Link
              to="/c/$conn/connections"
              params={{ conn: 'local' }}
              className={css.chip}
              data-means={means.name}
              data-state={means.state}
              title={means.cause ?? undefined}
            >
              <MeansMark state={means.state} />
              {ct(`means.${means.name}`)}
              <span className={css.chipState}>{stateText(means, ct)}</span>
            </Link>
          </li>
        ))}
    </ul>
  );
}

/** Filled: it tells. Hollow: nobody asked for it. Crossed: it should tell and does not. */
export function MeansMark({ state }: { readonly state: MeansView['state'] }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="12"
      height="12"
      aria-hidden="true"
      className={css.mark}
      data-state={state}
    >
      {state === 'failed' ? <path d="m2.5 2.5 7 7m0-7-7 7" /> : <circle cx="6" cy="6" r="4" />}
    </svg>
  );
}

function stateText({ state, resolutionMs }: MeansView, ct: ReturnType<typeof useConnectionTexts>): string {
  if (state !== 'on' || resolutionMs === null) return ct(`state.${state}`);
  const { idle, busy } = resolutionMs;
  return idle === busy ? ct('every', { ms: idle }) : ct('everyBusy', { ms: idle, busy });
}
