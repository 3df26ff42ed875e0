import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import type { RecipeKind } from '@vivarium/contract';
import { usePresentDemo } from '../demo/demo-store.ts';
import { ScenarioPane } from '../demo/scenario-pane.tsx';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { Verdict } from '../member/verdict.tsx';
import type { RecipeSearch } from '../routes/page-search.ts';
import { Pane } from '../ui/pane.tsx';
import { FoundPane } from './found-pane.tsx';
import { useFound } from './found-store.ts';
import { KIND_OF, recipePageOf, SCENARIO_OF } from './recipe-kinds.ts';
import { RecipePane } from './recipe-pane.tsx';
import css from './recipes.module.css';
import { type RecipeTranslate, useRecipeTexts } from './texts.ts';
import { inOrder } from './use-known.ts';
import { useRecipe } from './use-recipe.ts';

/** Who holds it, who waits, who is next? */
export function RecipesPage() {
  const t = useTranslate();
  const rt = useRecipeTexts();
  const params = useParams({ strict: false });
  const page = recipePageOf(params.kind);
  const kind = KIND_OF[page];
  usePageTitle(t(`nav.${page}`));
  const search: RecipeSearch = useSearch({ from: '/c/$conn/recipes/$kind', shouldThrow: false }) ?? {};
  const navigate = useNavigate();
  const found = useFound();
  const hasDemo = usePresentDemo() !== null;
  const recipes = inOrder(found.list?.recipes ?? [], kind);
  const path = search.path ?? recipes[0]?.path ?? null;
  const as = search.as ?? null;
  const followed = useRecipe(path, as);
  const go = (next: RecipeSearch, replace = false) =>
    void navigate({
      to: '/c/$conn/recipes/$kind',
      params: { conn: 'local', kind: page },
      search: next,
      replace,
    });
  const treat = (next: RecipeKind | null) =>
    go({ ...(path === null ? {} : { path }), ...(next === null ? {} : { as: next }) }, true);
  return (
    <>
      <Verdict />
      <div className={css.page}>
        <div className={css.side}>
          <FoundPane
            page={page}
            found={found}
            recipes={recipes}
            shown={path}
            onPoint={(next) => go({ path: next })}
            rt={rt}
          />
          {hasDemo ? (
            <ScenarioPane key={page} scenario={SCENARIO_OF[kind]} onShow={(next) => go({ path: next })} />
          ) : null}
        </div>
        {path === null ? (
          <Pane title={rt(`kind.${kind}`)} className={css.recipe}>
            {found.list === null ? (
              <p className={css.wait}>{rt(found.fault === null ? 'found.looking' : 'found.unread')}</p>
            ) : (
              <LooksLike kind={kind} rt={rt} />
            )}
          </Pane>
        ) : (
          <RecipePane path={path} kind={kind} as={as} followed={followed} onTreat={treat} rt={rt} />
        )}
      </div>
    </>
  );
}

/** Where there is none: what would be shown here, and by what it is known. */
function LooksLike({ kind, rt }: { readonly kind: RecipeKind; readonly rt: RecipeTranslate }) {
  return (
    <div className={css.looks}>
      <p className="caption">{rt(`shows.${kind}`)}</p>
      <p>{rt(`looks.${kind}`)}</p>
      <pre className="mono">{rt(`sample.${kind}`)}</pre>
    </div>
  );
}
