import { Link } from '@tanstack/react-router';
import type { RecipeKind, RecipeView } from '@vivarium/contract';
import { RECIPE_KINDS } from '@vivarium/contract';
import { formatTime } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { visible } from '../tree/path.ts';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import { ConfigurationPart } from './configuration-part.tsx';
import { ElectionPart } from './election-part.tsx';
import { Confidence } from './found-pane.tsx';
import { GroupPart } from './group-part.tsx';
import { LockPart } from './lock-part.tsx';
import { QueuePart } from './queue-part.tsx';
import { PAGE_OF } from './recipe-kinds.ts';
import css from './recipes.module.css';
import { spanText } from './span-text.ts';
import { type Moment, useMoment } from './standing.ts';
import type { RecipeTranslate } from './texts.ts';
import { useHosts } from './use-hosts.ts';
import type { Followed } from './use-recipe.ts';

export interface RecipePaneProps {
  readonly path: string;
  /** The kind of the page. */
  readonly kind: RecipeKind;
  /** What the reader said that it is. */
  readonly as: RecipeKind | null;
  readonly followed: Followed;
  readonly onTreat: (as: RecipeKind | null) => void;
  readonly rt: RecipeTranslate;
}

/** One recipe: where it is, how surely it is one, and its drawing. */
export function RecipePane({ path, kind, as, followed, onTreat, rt }: RecipePaneProps) {
  const { view, fault, isGone } = followed;
  return (
    <Pane title={rt(`kind.${kind}`)} head={null} className={css.recipe}>
      <header className={css.head}>
        <h2 className={css.title}>
          <Link
            to="/c/$conn/tree"
            params={{ conn: 'local' }}
            search={{ path }}
            className={`mono ${css.path}`}
            title={rt('open')}
          >
            {visible(path)}
          </Link>
        </h2>
        {view === null || view.facts.kind === 'none' ? null : (
          <Confidence confidence={view.confidence} rt={rt} />
        )}
        <label className={`label ${css.treat}`}>
          {rt('treat')}{' '}
          <select value={as ?? ''} onChange={({ target }) => onTreat(kindOf(target.value))}>
            <option value="">{rt('treat.found')}</option>
            {RECIPE_KINDS.map((each) => (
              <option key={each} value={each}>
                {rt(`kind.${each}`)}
              </option>
            ))}
          </select>
        </label>
        {view === null || view.evidence.length === 0 ? null : (
          <p className={`label ${css.evidence}`}>
            {rt('why', { why: view.evidence.map((each) => rt(`evidence.${each}`)).join('; ') })}
          </p>
        )}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      <section className={css.body} tabIndex={0} aria-label={visible(path)} data-testid="recipe">
        {fault === null ? null : <FaultNote fault={fault} />}
        {isGone ? <p className={css.gone}>{rt('gone')}</p> : null}
        {view === null ? (
          fault === null && <p className={css.wait}>{rt('reading')}</p>
        ) : (
          <Drawing view={view} kind={kind} isGone={isGone} rt={rt} />
        )}
      </section>
    </Pane>
  );
}

function kindOf(text: string): RecipeKind | null {
  return RECIPE_KINDS.find((kind) => kind === text) ?? null;
}

interface DrawingProps {
  readonly view: RecipeView;
  readonly kind: RecipeKind;
  readonly isGone: boolean;
  readonly rt: RecipeTranslate;
}

function Drawing({ view, kind, isGone, rt }: DrawingProps) {
  const moment = useMoment(view.atMs);
  const hosts = useHosts(sessionsOf(view));
  const { facts } = view;
  if (facts.kind === 'none')
    return (
      <p className={css.wait}>
        <strong>{rt(`none.${kind}`)}</strong> {rt('point')}
      </p>
    );
  const shown: Moment = isGone ? { ...moment, nowMs: view.atMs } : moment;
  const shared = { path: view.path, moment: shown, hosts, rt };
  return (
    <>
      {moment.isOld ? <Age atMs={view.atMs} rt={rt} /> : null}
      {facts.kind === kind ? null : (
        <p className={css.other}>
          {rt('other', { kind: rt(`kind.${facts.kind}`) })}{' '}
          <Link
            to="/c/$conn/recipes/$kind"
            params={{ conn: 'local', kind: PAGE_OF[facts.kind] }}
            search={{ path: view.path }}
          >
            {rt('other.open')}
          </Link>
        </p>
      )}
      {facts.kind === 'lock' ? <LockPart {...shared} facts={facts} /> : null}
      {facts.kind === 'election' ? <ElectionPart {...shared} facts={facts} /> : null}
      {facts.kind === 'queue' ? <QueuePart {...shared} facts={facts} /> : null}
      {facts.kind === 'group' ? <GroupPart {...shared} facts={facts} /> : null}
      {facts.kind === 'configuration' ? <ConfigurationPart {...shared} facts={facts} /> : null}
      {'observedSinceMs' in facts ? (
        <p className={`label ${css.since}`}>
          {rt('watched', { age: spanText(shown.nowMs - facts.observedSinceMs, rt) })}
        </p>
      ) : null}
    </>
  );
}

/** What is shown may be different by now: when it was read, and why nobody can confirm it. */
function Age({ atMs, rt }: { readonly atMs: number; readonly rt: RecipeTranslate }) {
  const language = useLanguage();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  return (
    <p className={css.gone}>
      {rt('asOf', { time: formatTime(atMs, language), age: spanText(nowMs - atMs, rt) })}.{' '}
      {rt('unconfirmed.why')}
    </p>
  );
}

function sessionsOf({ facts }: RecipeView): string[] {
  const of = (rows: readonly { readonly session: string | null }[]) =>
    rows.flatMap(({ session }) => (session === null ? [] : [session]));
  if (facts.kind === 'lock') return of([...facts.holders, ...facts.waiters]);
  if (facts.kind === 'election')
    return of([...(facts.leader === null ? [] : [facts.leader]), ...facts.candidates]);
  if (facts.kind === 'group') return of(facts.members);
  return [];
}
