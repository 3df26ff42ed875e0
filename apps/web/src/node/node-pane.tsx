import { useQuery } from '@tanstack/react-query';
import type { NodeView } from '@vivarium/contract';
import { Plus, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { formatAge } from '../i18n/format.ts';
import { useTranslate } from '../i18n/language.ts';
import { TABS, type Tab } from '../routes/tree-search.ts';
import { usePlace } from '../routes/use-place.ts';
import { useNowMs } from '../stores/clock.ts';
import { live } from '../stores/live.ts';
import { useStore } from '../stores/store.ts';
import { useWriteBlock } from '../stores/write-block.ts';
import { decodedName, nameOf, parentOf, shortPath, visible, visibleName } from '../tree/path.ts';
import { ownerKind } from '../tree/tree-row.tsx';
import { AgedNote } from '../ui/aged-note.tsx';
import { Button, Choice } from '../ui/button.tsx';
import { Pane } from '../ui/pane.tsx';
import { api } from '../wire/api.ts';
import { faultOf } from '../wire/call.ts';
import { AclPart } from './acl-part.tsx';
import { DataPart } from './data-part.tsx';
import { HistoryPart } from './history-part.tsx';
import css from './node.module.css';
import { type NodeAct, NodeActs } from './node-acts.tsx';
import { QuotaPart } from './quota-part.tsx';
import { Refused } from './refused.tsx';
import { StatTable } from './stat-table.tsx';
import { useNodeTexts } from './texts.ts';
import { WatchesPart } from './watches-part.tsx';

export interface NodePaneProps {
  /** Under a node, with a name to begin with. */
  readonly onCreate: (parent: string, name?: string) => void;
  readonly onDelete: (node: NodeView) => void;
  readonly onAct: (act: NodeAct, path: string) => void;
}

/** Reads the node under the cursor; the socket invalidates it, nothing polls. */
export function useNode(path: string) {
  return useQuery({ queryKey: ['node', path], queryFn: ({ signal }) => api.node(path, signal) });
}

export function NodePane({ onCreate, onDelete, onAct }: NodePaneProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const { path, search, go } = usePlace();
  const query = useNode(path);
  const block = useWriteBlock();
  const canWrite = block === null;
  const last = useLast(path, query.data);
  const node = query.data ?? last;
  const isGone = query.error !== null && faultOf(query.error).code === 'NONODE' && last !== undefined;
  const isAway =
    isGone || (node === undefined && query.error !== null && faultOf(query.error).code !== 'NOAUTH');
  const decoded = decodedName(nameOf(path));
  const tab: Tab = search.tab ?? 'data';
  return (
    <Pane
      title={t('pane.node')}
      caption={
        node ? (
          <span className={css.caption}>
            <NodeCaption node={node} />
          </span>
        ) : undefined
      }
      className={css.pane}
      end={
        <>
          <Button onClick={() => onCreate(path)} disabled={!canWrite || isAway} title={block ?? undefined}>
            <Plus size={14} strokeWidth={1.75} aria-hidden="true" />
            {t('node.create')}
          </Button>
          <Button
            look="danger"
            onClick={() => node && onDelete(node)}
            disabled={!canWrite || isGone || !node || path === '/'}
            title={block ?? undefined}
          >
            <Trash2 size={14} strokeWidth={1.75} aria-hidden="true" />
            {t('node.delete')}
          </Button>
          <NodeActs path={path} canWrite={canWrite && !isAway} onAct={(act) => onAct(act, path)} />
        </>
      }
    >
      <div className={css.title}>
        <span className={`mono ${css.path}`} title={path} data-testid="node-path">
          {shortPath(path.split('/').map(visibleName).join('/'), 90)}
        </span>
        {decoded === null ? null : <span className={`mono ${css.decoded}`}>{visible(decoded)}</span>}
      </div>
      <AgedNote readAtMs={node?.readAtMs ?? null} />
      {query.error !== null && !isGone ? (
        <Refused
          path={path}
          fault={faultOf(query.error)}
          canWrite={canWrite}
          onGo={(next) => void go({ path: next })}
          onCreate={(name) => onCreate('/', name)}
        />
      ) : null}
      {isGone ? (
        <p className={css.gone}>
          {t('node.gone')}{' '}
          <Button onClick={() => void go({ path: parentOf(path) })}>{nt('missing.parent')}</Button>
        </p>
      ) : null}
      {node ? (
        <>
          <div className={css.tabs}>
            <Choice
              label={t('node.tabs')}
              value={tab}
              onChoose={(next) => void go({ tab: next }, true)}
              options={TABS.map((value) => ({ value, text: nt(`tab.${value}`) }))}
            />
            <ReadAge node={node} />
          </div>
          {tab === 'data' ? <DataPart key={node.path} node={node} canWrite={canWrite && !isGone} /> : null}
          {tab === 'stat' ? <StatTable stat={node.stat} /> : null}
          {tab === 'acl' ? <AclPart key={node.path} node={node} canWrite={canWrite && !isGone} /> : null}
          {tab === 'watches' ? <WatchesPart node={node} /> : null}
          {tab === 'quota' ? <QuotaPart node={node} canWrite={canWrite && !isGone} /> : null}
          {tab === 'history' ? (
            <HistoryPart
              node={node}
              canWrite={canWrite && !isGone}
              onRestore={() => void go({ tab: 'data', as: 'text' })}
            />
          ) : null}
        </>
      ) : query.isPending ? (
        <p className={css.wait}>{t('node.loading')}</p>
      ) : null}
    </Pane>
  );
}

/** The last state read of this path, so that a deleted node's data and a draft on it stay on the screen. */
function useLast(path: string, node: NodeView | undefined): NodeView | undefined {
  const last = useRef<NodeView | undefined>(undefined);
  if (node !== undefined) last.current = node;
  return last.current?.path === path ? last.current : undefined;
}

function NodeCaption({ node }: { readonly node: NodeView }) {
  const t = useTranslate();
  const kind = ownerKind(node.stat.ephemeralOwner);
  if (kind === 'session') return t('tree.ephemeral');
  if (kind === 'container') return t('stat.container');
  return node.stat.numChildren > 0 ? t('tree.children', { n: node.stat.numChildren }) : null;
}

function ReadAge({ node }: { readonly node: NodeView }) {
  const t = useTranslate();
  const nowMs = useNowMs();
  const skewMs = useStore(live, (now) => now.skewMs);
  return (
    <span className={`label ${css.age}`}>
      <span className="mono" data-testid="node-version">
        {t('node.version', { version: node.stat.version })}
      </span>
      {/* The nodes that a server makes by itself carry no time. */}
      {node.stat.mtimeMs === 0 ? '' : <span>{formatAge(nowMs + skewMs - node.stat.mtimeMs, t)}</span>}
    </span>
  );
}
