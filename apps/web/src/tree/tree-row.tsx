import { ChevronRight, Lock } from 'lucide-react';
import { memo } from 'react';
import { formatBytes, formatCount } from '../i18n/format.ts';
import { useLanguage, useTranslate } from '../i18n/language.ts';
import { FaultNote } from '../ui/fault-note.tsx';
import type { NodeRow, NoteRow, Row } from './known.ts';
import { decodedName, visibleName } from './path.ts';
import type { TreeAct } from './tree-keys.ts';
import css from './tree-pane.module.css';

/** An id for a row that any path can make: escaped, so that no two paths share one. */
export const rowId = (path: string): string => `node-${encodeURIComponent(path)}`;

export interface TreeRowProps {
  readonly row: Row;
  readonly isCursor: boolean;
  readonly onAct: (act: TreeAct) => void;
}

/** Drawn again only when its own row is another one: the model keeps a row that stays as it was. */
export const TreeRow = memo(function TreeRow({ row, isCursor, onAct }: TreeRowProps) {
  if (row.kind !== 'node') return <Note row={row} onAct={onAct} />;
  return <Node row={row} isCursor={isCursor} onAct={onAct} />;
});

function Node({ row, isCursor, onAct }: { row: NodeRow; isCursor: boolean; onAct: (act: TreeAct) => void }) {
  const t = useTranslate();
  const language = useLanguage();
  const children = row.stat?.numChildren ?? 0;
  const isEphemeral = row.stat !== null && ownerKind(row.stat.ephemeralOwner) === 'session';
  const decoded = decodedName(row.name);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the tree that holds the row has the keys.
    // biome-ignore lint/a11y/useFocusableInteractive: the cursor is told by aria-activedescendant.
    <div
      id={rowId(row.path)}
      role="treeitem"
      aria-level={row.depth + 1}
      aria-setsize={row.setSize}
      aria-posinset={row.position}
      aria-selected={isCursor}
      aria-expanded={children > 0 || row.open ? row.open : undefined}
      className={css.row}
      data-mark={row.mark ?? undefined}
      data-path={row.path}
      style={{ paddingLeft: 10 + row.depth * 16 }}
      onClick={() => onAct({ act: 'go', path: row.path })}
      onDoubleClick={() => onAct({ act: row.open ? 'close' : 'open', path: row.path })}
    >
      <span
        className={css.toggle}
        data-open={row.open}
        aria-hidden="true"
        onClick={(event) => {
          event.stopPropagation();
          onAct({ act: row.open ? 'close' : 'open', path: row.path });
        }}
      >
        {children > 0 ? <ChevronRight size={14} strokeWidth={1.75} /> : null}
      </span>
      <Bud isEphemeral={isEphemeral} isParent={children > 0} />
      <span className={`mono ${css.name}`} title={row.path}>
        {visibleName(decoded ?? row.name)}
        {decoded === null ? null : <span className={css.raw}>{visibleName(row.name)}</span>}
      </span>
      {isEphemeral ? <span className={`label ${css.kind}`}>{t('tree.ephemeral')}</span> : null}
      {isClosed(row) ? (
        <span className={css.lock} title={t('tree.closed')}>
          <Lock size={13} strokeWidth={1.75} aria-hidden="true" />
          <span className="unseen">{t('tree.closed')}</span>
        </span>
      ) : null}
      <span
        className={`mono ${css.count}`}
        title={children > 0 ? t('tree.children', { n: children }) : undefined}
      >
        {children > 0 ? formatCount(children, language) : ''}
      </span>
      <span className={`mono ${css.size}`}>{row.stat === null ? '' : shortSize(row.stat.dataLength, t)}</span>
    </div>
  );
}

/** It is listed, and nothing more is told of it: whoever reads here may not read it. */
function isClosed({ stat, mark, loading, depth }: NodeRow): boolean {
  return stat === null && mark === null && !loading && depth > 0;
}

function shortSize(bytes: number, t: Parameters<typeof formatBytes>[1]): string {
  if (bytes === 0) return '·';
  return bytes < 1_024 ? `${bytes} B` : formatBytes(bytes, t);
}

/** Persistent: a solid dot on the stem; ephemeral: a leaf. */
function Bud({ isEphemeral, isParent }: { isEphemeral: boolean; isParent: boolean }) {
  return (
    <svg
      width="12"
      height="16"
      viewBox="0 0 12 16"
      aria-hidden="true"
      className={css.bud}
      data-leaf={isEphemeral}
    >
      {isEphemeral ? (
        <path d="M6 14C10.5 10.5 9.5 5 6 2 2.5 5 1.5 10.5 6 14Z" />
      ) : (
        <circle cx="6" cy="8" r={isParent ? 3.5 : 2.6} />
      )}
    </svg>
  );
}

const SKELETONS = [62, 41, 74, 53, 38, 66, 47, 58];

function Note({ row, onAct }: { row: NoteRow; onAct: (act: TreeAct) => void }) {
  const t = useTranslate();
  const style = { paddingLeft: 40 + (row.depth - 1) * 16 };
  if (row.kind === 'fault' && row.fault !== null) {
    return (
      <div role="presentation" className={css.fault} style={style}>
        <FaultNote fault={row.fault} />
      </div>
    );
  }
  if (row.kind === 'more') {
    return (
      <div role="presentation" className={css.row} style={style}>
        <button type="button" className={css.more} onClick={() => onAct({ act: 'more', path: row.path })}>
          {t('tree.more', { n: row.left })}
        </button>
      </div>
    );
  }
  const bars = SKELETONS.slice(0, Math.max(1, Math.min(SKELETONS.length, row.left || 3)));
  return (
    <div role="presentation" className={css.loading} style={style}>
      <span className="unseen">{t('tree.loading')}</span>
      {bars.map((width) => (
        <span key={width} className={css.skeleton} style={{ width: `${width}%` }} aria-hidden="true" />
      ))}
    </div>
  );
}

/** What the owner field of a stat means: ZooKeeper uses its high bits for containers and TTLs. */
export function ownerKind(owner: string): 'none' | 'container' | 'ttl' | 'session' {
  const value = BigInt(owner);
  if (value === 0n) return 'none';
  if (value === 0x8000_0000_0000_0000n) return 'container';
  if (value >> 56n === 0xffn) return 'ttl';
  return 'session';
}
