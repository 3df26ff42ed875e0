import { Link } from '@tanstack/react-router';
import type { FoundRecipe, RecipeConfidence } from '@vivarium/contract';
import { type FormEvent, useState } from 'react';
import { formatCount } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import { shortPath, visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { Pane } from '../ui/pane.tsx';
import type { Found } from './found-store.ts';
import { KIND_OF, type RecipePageName } from './recipe-kinds.ts';
import css from './recipes.module.css';
import type { RecipeTranslate } from './texts.ts';

export interface FoundPaneProps {
  readonly page: RecipePageName;
  readonly found: Found;
  /** Those of the page's kind, in the order of the list. */
  readonly recipes: readonly FoundRecipe[];
  readonly shown: string | null;
  readonly onPoint: (path: string) => void;
  readonly rt: RecipeTranslate;
}

/** What looks like it, how surely, and a way to point at what does not. */
export function FoundPane({ page, found, recipes, shown, onPoint, rt }: FoundPaneProps) {
  const language = useLanguage();
  const { list, fault } = found;
  return (
    <Pane title={rt('found.title')} caption={rt('found.caption')} className={css.found}>
      {fault === null ? null : <FaultNote fault={fault} />}
      {list === null && fault === null ? <p className={css.wait}>{rt('found.looking')}</p> : null}
      {list !== null && recipes.length === 0 ? (
        <p className={css.wait}>
          <strong>{rt(`none.${KIND_OF[page]}`)}</strong>
        </p>
      ) : null}
      <ul className={css.foundList}>
        {recipes.map(({ path, confidence, size }) => (
          <li key={path}>
            <Link
              to="/c/$conn/recipes/$kind"
              params={{ conn: 'local', kind: page }}
              search={{ path }}
              activeOptions={{ includeSearch: true }}
              aria-current={path === shown ? 'page' : undefined}
              className={css.foundLink}
              title={visible(path)}
            >
              <span className={`mono ${css.foundPath}`}>{shortPath(visible(path), 30)}</span>
              {page === 'config' ? null : (
                <span className="mono" title={rt('found.size', { n: size })}>
                  {formatCount(size, language)}
                </span>
              )}
              <Confidence confidence={confidence} rt={rt} />
            </Link>
          </li>
        ))}
      </ul>
      <PointAt onPoint={onPoint} rt={rt} />
      {list === null ? null : (
        <p className={`label ${css.looked}`}>
          {rt(list.isPartial ? 'found.partial' : 'found.looked', { n: list.looked })}
        </p>
      )}
    </Pane>
  );
}

/** As words and as a sign: three strokes of certainty. */
export function Confidence({ confidence, rt }: { confidence: RecipeConfidence; rt: RecipeTranslate }) {
  const level = { certain: 3, likely: 2, possible: 1, told: 3 }[confidence];
  return (
    <span className={`label ${css.confidence}`}>
      <svg width="14" height="10" viewBox="0 0 14 10" aria-hidden="true">
        {[1, 2, 3].map((stroke) => (
          <path
            key={stroke}
            d={`M${stroke * 4 - 2} 9v-${stroke * 3 - 1}`}
            className={css.stroke}
            data-on={stroke <= level}
          />
        ))}
      </svg>
      {rt(`confidence.${confidence}`)}
    </span>
  );
}

function PointAt({
  onPoint,
  rt,
}: {
  readonly onPoint: (path: string) => void;
  readonly rt: RecipeTranslate;
}) {
  const [text, setText] = useState('');
  const [isWrong, setWrong] = useState(false);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const path = text.length > 1 ? text.replace(/\/$/, '') : text;
    setWrong(!path.startsWith('/'));
    if (path.startsWith('/')) onPoint(path);
  };
  return (
    <form className={css.point} onSubmit={submit}>
      <label className="label" htmlFor="recipe-path">
        {rt('point')}
      </label>
      <span className={css.pointLine}>
        <input
          id="recipe-path"
          className="mono"
          value={text}
          placeholder="/"
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-invalid={isWrong}
          aria-describedby={isWrong ? 'recipe-path-wrong' : undefined}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit">{rt('point.go')}</Button>
      </span>
      {isWrong ? (
        <span id="recipe-path-wrong" role="alert" className={css.wrong}>
          {rt('point.slash')}
        </span>
      ) : null}
    </form>
  );
}
