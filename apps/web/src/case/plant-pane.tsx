import { Link, useNavigate } from '@tanstack/react-router';
import type { EnsembleView, PlantNode } from '@vivarium/contract';
import { List, Sprout } from 'lucide-react';
import { startDemo, useIsDemoAbsent } from '../demo/demo-store.ts';
import { formatTime } from '../i18n/format.ts';
import { useLanguage } from '../i18n/language.ts';
import type { CaseSearch } from '../routes/page-search.ts';
import type { Placed } from '../scenes/plant/plant-layout.ts';
import { PlantScene } from '../scenes/plant/plant-scene.tsx';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useMotion } from '../stores/motion.ts';
import { useStore } from '../stores/store.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import css from './case.module.css';
import { KillLeader } from './kill-leader.tsx';
import { PlantList } from './plant-list.tsx';
import { usePlant } from './plant-store.ts';
import { type CaseTranslate, useCaseTexts } from './texts.ts';
import { TryDemo } from './try-demo.tsx';

/** What is there before anybody came: the servers' own nodes, and the one that our canary writes. */
const OWN = /^\/(?:$|(?:zookeeper|vivarium)(?:\/|$))/;

export interface PlantPaneProps {
  readonly ensemble: EnsembleView | null;
  readonly search: CaseSearch;
  readonly onGo: (next: CaseSearch) => void;
}

/** What grows in the case, and what is known of the node that is looked at. */
export function PlantPane({ ensemble, search, onGo }: PlantPaneProps) {
  const ct = useCaseTexts();
  const language = useLanguage();
  const navigate = useNavigate();
  const plant = usePlant();
  const isDemoAbsent = useIsDemoAbsent();
  const { isMoving } = useMotion();
  const skewMs = useStore(live, (now) => now.skewMs);
  const nowMs = useNowMs() + skewMs;
  const isHeld = ['led', 'standalone'].includes(ensemble?.standing.verdict.kind ?? '');
  const nodes = plant?.nodes ?? [];
  const selected = nodes.find(({ path }) => path === search.sel) ?? null;
  const chosen = search.sel === undefined ? {} : { sel: search.sel };
  const isList = search.as === 'list';
  const isFrozen = ensemble !== null && !isHeld;
  const caption =
    plant === null || !isFrozen ? null : ct('frozen', { time: formatTime(plant.readAtMs, language) });
  const open = (path: string) =>
    void navigate({ to: '/c/$conn/tree', params: { conn: 'local' }, search: { path } });
  const isBare = plant !== null && nodes.every(({ path }) => OWN.test(path));
  return (
    <Pane title={ct('plant')} caption={caption} className={css.plant}>
      {plant === null ? <p className={css.wait}>{ct('growing')}</p> : null}
      {isBare ? (
        <p className={css.bare}>
          <strong>{ct('bare')}</strong> {ct(isDemoAbsent ? 'bareDemo' : 'bareNext')}{' '}
          {isDemoAbsent ? <Button onClick={() => void startDemo()}>{ct('startDemo')}</Button> : null}
        </p>
      ) : null}
      {isList ? (
        <PlantList nodes={nodes} nowMs={nowMs} />
      ) : (
        <PlantScene
          label={ct('plant')}
          nodes={nodes}
          nowMs={nowMs}
          selected={search.sel ?? null}
          isMoving={isMoving}
          isFrozen={isFrozen}
          nameOfNode={(placed) => nodeName(placed, ct)}
          onSelect={(path) => onGo({ ...search, sel: path })}
          onOpen={open}
        />
      )}
      <div className={css.foot}>
        {selected === null ? (
          <span className={`label ${css.hint}`}>{ct('hint')}</span>
        ) : (
          <Selected node={selected} ct={ct} />
        )}
        <span className={css.tools}>
          {ensemble === null ? null : <KillLeader ensemble={ensemble} />}
          <TryDemo onSelect={(path) => onGo({ ...search, sel: path })} />
          <Button onClick={() => onGo({ ...chosen, ...(isList ? {} : { as: 'list' }) })}>
            {isList ? (
              <Sprout size={14} strokeWidth={1.75} aria-hidden="true" />
            ) : (
              <List size={14} strokeWidth={1.75} aria-hidden="true" />
            )}
            {ct(isList ? 'asPlant' : 'asList')}
          </Button>
        </span>
      </div>
    </Pane>
  );
}

function Selected({ node, ct }: { readonly node: PlantNode; readonly ct: CaseTranslate }) {
  return (
    <span className={css.selected} data-testid="plant-selected">
      <Link
        to="/c/$conn/tree"
        params={{ conn: 'local' }}
        search={{ path: node.path }}
        className={`mono ${css.path}`}
        title={ct('open')}
      >
        {visible(node.path)}
      </Link>
      <span className="label">{factsOf(node, ct).join(' · ')}</span>
    </span>
  );
}

function factsOf(node: PlantNode, ct: CaseTranslate): string[] {
  return [
    ct(node.kind),
    ...(node.owner === null ? [] : [ct('session', { session: node.owner })]),
    ...(node.holds ? [ct('holds')] : []),
    ...(node.children > 0 ? [ct('children', { n: node.children })] : []),
    ...(node.isClosed ? [ct('closed')] : []),
  ];
}

function nodeName({ node, bud }: Placed, ct: CaseTranslate): string {
  const hidden = bud > 0 ? [ct('hidden', { n: bud })] : [];
  return [visible(node.path), ...factsOf(node, ct), ...hidden].join(', ');
}
