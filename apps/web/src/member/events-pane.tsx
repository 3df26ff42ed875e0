import { Link } from '@tanstack/react-router';
import type { EventView } from '@vivarium/contract';
import { CircleDot, CirclePlus, CircleX, Ellipsis, Pencil, RefreshCw, Unplug } from 'lucide-react';
import { memo, useDeferredValue, useState } from 'react';
import { type Translate, useTranslate } from '../i18n/language.ts';
import { useOfNow } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { shortPath, visible } from '../tree/path.ts';
import { Pane } from '../ui/pane.tsx';
import css from './member.module.css';

const ICONS = {
  znodeCreated: CirclePlus,
  znodeDeleted: CircleX,
  znodeChanged: Pencil,
  memberUp: CircleDot,
  memberDown: Unplug,
  modeChanged: CircleDot,
  sessionOpened: CircleDot,
  sessionLost: Unplug,
  changesMissed: RefreshCw,
  eventsThinned: Ellipsis,
} as const;

/** Lines that fit on the tallest screens: older ones are drawn once somebody scrolls towards them. */
const IN_SIGHT = 80;

/** What happened, newest first; a path is one click from its node. */
export function EventsPane() {
  const t = useTranslate();
  // Forty new lines at once are drawn between frames, not in one.
  const events = useDeferredValue(useStore(live, (now) => now.events));
  const isKnown = useStore(live, (now) => now.ensemble !== null);
  const [isScrolled, setScrolled] = useState(false);
  return (
    <Pane title={t('events.title')} caption={t('events.order')} className={css.events}>
      {events.length === 0 ? (
        <p className={css.wait}>{t(isKnown ? 'events.none' : 'verdict.connecting')}</p>
      ) : null}
      <ol
        className={css.list}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling list must be reachable by keyboard.
        tabIndex={0}
        aria-label={t('events.title')}
        onScroll={({ currentTarget }) => setScrolled(currentTarget.scrollTop > 0)}
      >
        {(isScrolled ? events : events.slice(0, IN_SIGHT)).map((event) => (
          <Line key={event.id} event={event} />
        ))}
      </ol>
    </Pane>
  );
}

/** Drawn again only when it changes itself: many come in a second, and all others stay. */
const Line = memo(function Line({ event }: { readonly event: EventView }) {
  const t = useTranslate();
  const Icon = ICONS[event.what];
  return (
    <li className={css.event} data-what={event.what}>
      <Age atMs={event.atMs} />
      <Icon size={14} strokeWidth={1.75} aria-hidden="true" />
      {event.path === null ? (
        <span className={css.text}>
          {t(`event.${event.what}`, {
            member: event.member ?? '',
            detail: t('cause.said', { cause: event.detail?.replace(/^Mode: /, '') ?? '' }),
            n: event.count,
          })}
        </span>
      ) : (
        <span className={css.text}>
          <Link
            to="/c/$conn/tree"
            params={{ conn: 'local' }}
            search={{ path: event.path }}
            className={`mono ${css.path}`}
            title={event.path}
          >
            {shortPath(visible(event.path), 22)}
          </Link>
          <span className={css.verb}>
            {t(`event.${event.what}`)}
            {event.count > 1 ? ` ×${event.count}` : ''}
          </span>
        </span>
      )}
    </li>
  );
});

function Age({ atMs }: { readonly atMs: number }) {
  const t = useTranslate();
  const skewMs = useStore(live, (now) => now.skewMs);
  const age = useOfNow((nowMs) => ageOf(nowMs + skewMs - atMs, t));
  return <span className={`mono ${css.when}`}>{age}</span>;
}

/** Short, as a column: now, -4 s, -7 m, -2 h. */
function ageOf(ageMs: number, t: Translate): string {
  const s = Math.floor(ageMs / 1_000);
  if (s < 1) return t('events.now');
  if (s < 60) return t('events.s', { n: s });
  if (s < 3_600) return t('events.m', { n: Math.floor(s / 60) });
  return t('events.h', { n: Math.floor(s / 3_600) });
}
