import type { BlastRadius } from '@vivarium/contract';
import { recipeName } from '../recipes/recipe-name.ts';
import { visible } from '../tree/path.ts';
import { holdingsOf } from './holdings.ts';
import { PathLink, SessionLink } from './session-links.tsx';
import css from './sessions.module.css';
import { useSessionTexts } from './texts.ts';
import { useHeldRecipes } from './use-sessions.ts';

/** Paths that are listed of each kind before "and so many more". */
const LISTED = 100;

/** What it holds, which ephemerals vanish, who is told, which watches end. */
export function BlastLists({ blast }: { readonly blast: BlastRadius }) {
  const st = useSessionTexts();
  const { session, vanishing, told, watches } = blast;
  const count = session.ephemeralCount;
  const recipes = useHeldRecipes(vanishing.map(({ path }) => path));
  const holdings = holdingsOf(session.alias, recipes);
  return (
    <>
      {holdings.length === 0 ? null : (
        <section className={css.part} data-testid="holdings">
          <h3>{st('recipes')}</h3>
          <ul>
            {holdings.map(({ path, part, next }) => (
              <li key={path}>
                {st(part, { path: visible(path) })}
                {next === null ? null : (
                  <span className={css.aside}> · {st('next', { name: recipeName(next) })}</span>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={css.part} data-testid="vanishing">
        <h3>
          {count === null ? st('vanishUnknown') : count === 0 ? st('vanishNone') : st('vanish', { n: count })}
        </h3>
        <ul>
          {vanishing.slice(0, LISTED).map(({ path, watchedBy }) => (
            <li key={path}>
              <PathLink path={path} />
              {watchedBy.length === 0 ? null : (
                <span className={css.aside}>{st('watchedBy', { names: watchedBy.join(', ') })}</span>
              )}
            </li>
          ))}
          <More n={(count ?? 0) - Math.min(vanishing.length, LISTED)} />
        </ul>
      </section>
      <section className={css.part} data-testid="told">
        <h3>{told.length === 0 ? st('toldNone') : st('told', { n: told.length })}</h3>
        <p className={css.aliases}>
          {told.slice(0, LISTED).map((alias) => (
            <SessionLink key={alias} alias={alias} />
          ))}
        </p>
      </section>
      <section className={css.part}>
        <h3>
          {(session.watchCount ?? 0) === 0 && watches.length === 0
            ? st('ownWatchesNone')
            : st('ownWatches', { n: session.watchCount ?? watches.length })}
        </h3>
        <ul>
          {watches.slice(0, LISTED).map((path) => (
            <li key={path}>
              <PathLink path={path} />
            </li>
          ))}
          <More n={(session.watchCount ?? watches.length) - Math.min(watches.length, LISTED)} />
        </ul>
      </section>
    </>
  );
}

function More({ n }: { readonly n: number }) {
  const st = useSessionTexts();
  return n > 0 ? <li className={css.aside}>{st('more', { n })}</li> : null;
}
