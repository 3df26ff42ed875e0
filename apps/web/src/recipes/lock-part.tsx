import type { LockFacts } from '@vivarium/contract';
import { TriangleAlert } from 'lucide-react';
import { Line } from './line.tsx';
import type { PartProps } from './part-props.ts';
import css from './parts.module.css';
import { recipeName } from './recipe-name.ts';
import type { RecipeTranslate } from './texts.ts';

/** Who holds, who waits, and who is next. */
export function LockPart({ facts, moment, hosts, rt }: PartProps<LockFacts>) {
  return (
    <>
      <p className={`caption ${css.fact}`}>{nextSentence(facts, rt)}</p>
      {facts.herds.map(({ path, waiters }) => (
        <p key={path} className={css.warning}>
          <TriangleAlert size={16} strokeWidth={1.75} aria-hidden="true" />
          <span>
            <strong>{rt('herd.title')}</strong> {rt('herd', { n: waiters, name: recipeName(path) })}
            {facts.isReadWrite ? ` ${rt('herd.readers')}` : ''}
          </span>
        </p>
      ))}
      <Line
        kind="lock"
        label={rt('lock.line')}
        rows={[...facts.holders, ...facts.waiters]}
        total={facts.total}
        moment={moment}
        hosts={hosts}
        rt={rt}
      />
    </>
  );
}

export function nextSentence({ holders, next }: LockFacts, rt: RecipeTranslate): string {
  const [holder] = holders;
  if (holder === undefined) return rt('lock.free');
  const names = next.map(recipeName).join(rt('lock.and'));
  const all = holders.map(({ name }) => recipeName(name)).join(rt('lock.and'));
  if (next.length === 0) return rt('lock.alone', { holder: all });
  if (holders.length > 1) return rt('lock.nextOfMany', { next: names });
  return rt('lock.next', { holder: recipeName(holder.name), next: names });
}
