import { useQuery } from '@tanstack/react-query';
import type { NodeVersion, NodeView } from '@vivarium/contract';
import { useState } from 'react';
import { formatStamp } from '../i18n/format.ts';
import { visible } from '../tree/path.ts';
import { Button } from '../ui/button.tsx';
import { FaultNote } from '../ui/fault-note.tsx';
import { bytesOfBase64 } from '../wire/bytes.ts';
import { faultOf } from '../wire/call.ts';
import { latin1, utf8 } from './decode/charsets.ts';
import { Diff } from './diff.tsx';
import { draftOf } from './draft.ts';
import { drafts } from './drafts.ts';
import css from './node.module.css';
import { nodeApi } from './node-api.ts';
import { useNodeTexts } from './texts.ts';

export interface HistoryPartProps {
  readonly node: NodeView;
  readonly canWrite: boolean;
  /** Goes to the editor, where the restored text waits as a draft. */
  readonly onRestore: () => void;
}

/** Every version that was seen, what it changed, and the way back to it: by a draft, which is reviewed like any other. */
export function HistoryPart({ node, canWrite, onRestore }: HistoryPartProps) {
  const nt = useNodeTexts();
  const [open, setOpen] = useState<string | null>(null);
  const { data, error } = useQuery({
    queryKey: ['history', node.path, node.stat.mzxid, node.stat.aversion],
    queryFn: ({ signal }) => nodeApi.history(node.path, signal),
    staleTime: 0,
  });
  if (error !== null) {
    return (
      <div className={css.sheet}>
        <FaultNote fault={faultOf(error)} />
      </div>
    );
  }
  if (data === undefined) return <p className={css.wait}>{nt('history.reading')}</p>;
  const { versions, keptFrom, more } = data;
  const restore = (text: string): void => {
    const now = utf8.decode(bytesOfBase64(node.data));
    if (now === null) return;
    drafts.set(node.path, { ...draftOf(node, now, 'text'), text });
    onRestore();
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={css.scroll} tabIndex={0} aria-label={nt('tab.history')} data-testid="history">
      <div className={css.sheet}>
        <p className={css.soft}>
          {keptFrom === null ? nt('history.none') : nt('history.from', { zxid: keptFrom })}
          {more ? ` ${nt('history.more')}` : ''}
        </p>
        <ol className={css.versions}>
          {versions.toReversed().map((version, index) => (
            <Version
              key={version.txn.zxid + version.change}
              version={version}
              before={lastData(versions, versions.length - 1 - index)}
              isOpen={open === version.txn.zxid}
              onToggle={() => setOpen(open === version.txn.zxid ? null : version.txn.zxid)}
              onRestore={canWrite ? restore : null}
            />
          ))}
        </ol>
      </div>
    </section>
  );
}

/** The data that stood before this version: of the nearest one before it that changed data. */
function lastData(versions: readonly NodeVersion[], at: number): string | null {
  for (let index = at - 1; index >= 0; index -= 1) {
    const version = versions[index];
    if (version?.change === 'deleted') return null;
    if (version?.data != null) return version.data;
  }
  return null;
}

interface VersionProps {
  readonly version: NodeVersion;
  readonly before: string | null;
  readonly isOpen: boolean;
  readonly onToggle: () => void;
  readonly onRestore: ((text: string) => void) | null;
}

function Version({ version, before, isOpen, onToggle, onRestore }: VersionProps) {
  const nt = useNodeTexts();
  const { txn, change, data, dataLength, withheld } = version;
  const text = data === null ? null : utf8.decode(bytesOfBase64(data));
  return (
    <li data-change={change}>
      <button type="button" className={css.version} aria-expanded={isOpen} onClick={onToggle}>
        <span className={css.change}>{nt(`history.${change}`)}</span>
        <span className="mono">{change === 'deleted' ? '' : `v${version.version}`}</span>
        <span className="mono">{txn.zxid}</span>
        <span className="mono">{txn.session}</span>
        <span className={css.when}>{formatStamp(txn.atMs)}</span>
      </button>
      {isOpen ? (
        <div className={css.versionBody}>
          {data === null ? (
            <p className={css.soft}>
              {withheld === null ? nt('history.noData') : nt(`history.withheld.${withheld}`)}
            </p>
          ) : (
            <Diff
              before={before === null ? '' : textOf(before)}
              after={textOf(data)}
              beforeLabel={nt('history.before')}
              afterLabel={nt('history.after', { n: dataLength })}
            />
          )}
          {text === null || onRestore === null ? null : (
            <div className={css.actions}>
              <Button onClick={() => onRestore(text)}>{nt('history.restore')}</Button>
            </div>
          )}
        </div>
      ) : null}
    </li>
  );
}

function textOf(data: string): string {
  const bytes = bytesOfBase64(data);
  return utf8.decode(bytes) ?? visible(latin1.decode(bytes) ?? '');
}
