import type { ConnectionView, MeansView } from '@vivarium/contract';
import { useTranslate } from '../i18n/language.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { BlindList } from '../words/blind-list.tsx';
import css from './connections.module.css';
import { MeansMark } from './means-chips.tsx';
import { useConnectionTexts } from './texts.ts';

/** Every means with its state, its reason, and the members that it sees. */
export function MeansList({ view }: { readonly view: ConnectionView }) {
  const blind = view.refusedWords.map(({ id, word, cause }) => {
    const isRefused = /whitelist/i.test(cause);
    return { member: id, word, cause, line: isRefused ? `4lw.commands.whitelist=srvr, ${word}` : null };
  });
  return (
    <>
      <BlindList blind={blind} />
      <ul className={css.means}>
        {view.means.map((means) => (
          <Means key={means.name} means={means} />
        ))}
      </ul>
    </>
  );
}

function Means({ means }: { readonly means: MeansView }) {
  const t = useTranslate();
  const ct = useConnectionTexts();
  const members = useStore(live, (now) => now.ensemble?.members);
  const { name, state, cause, resolutionMs, members: seen } = means;
  const nameOf = (id: number) => members?.find((each) => each.id === id)?.name ?? String(id);
  return (
    <li data-testid={`means-${name}`} data-state={state}>
      <MeansMark state={state} />
      <span className={css.meansName}>{ct(`means.${name}`)}</span>
      <span>
        {ct(`state.${state}`)}
        {state === 'on' && resolutionMs !== null
          ? ` · ${
              resolutionMs.idle === resolutionMs.busy
                ? ct('every', { ms: resolutionMs.idle })
                : ct('everyBusy', { ms: resolutionMs.idle, busy: resolutionMs.busy })
            }`
          : null}
      </span>
      <span className={css.meansTold}>{ct(`gives.${name}`)}</span>
      {cause === null ? null : <span className={css.meansCause}>{reasonText(means, cause, ct)}</span>}
      {seen.length === 0 ? null : (
        <ul className={css.meansMembers} aria-label={t('members.title')}>
          {seen.map((each) => (
            <li key={each.id}>
              <MeansMark state={each.state} />
              <span className="mono">{nameOf(each.id)}</span>
              {each.cause === null ? null : <span>{each.cause}</span>}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}

/** Why it is off is known and said in the page's language; why it failed comes from where it failed. */
function reasonText({ name, state }: MeansView, cause: string, ct: ReturnType<typeof useConnectionTexts>) {
  if (state !== 'off') return cause;
  if (/^a single server/.test(cause)) return ct('off.alone');
  return name === 'status-poll' ? cause : ct(`off.${name}`);
}
