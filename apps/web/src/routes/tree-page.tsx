import type { NodeView } from '@vivarium/contract';
import { lazy, useEffect, useState } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { EventsPane } from '../member/events-pane.tsx';
import { MemberPane } from '../member/member-pane.tsx';
import { Verdict } from '../member/verdict.tsx';
import { NODE_ACTS_ID, type NodeAct } from '../node/node-acts.tsx';
import { NodePane, useNode } from '../node/node-pane.tsx';
import { useTree } from '../stores/tree-context.ts';
import { nameOf, parentOf, visible } from '../tree/path.ts';
import type { TreeAct } from '../tree/tree-keys.ts';
import { TreePane } from '../tree/tree-pane.tsx';
import { Choice } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { Part } from '../ui/part.tsx';
import { say } from '../ui/toast.ts';
import { fetched } from '../wire/fetched.ts';
import css from './tree-page.module.css';
import { PANES, type Pane } from './tree-search.ts';
import { usePlace } from './use-place.ts';

// A dialog is fetched when it is first asked for.
const CreateDialog = lazy(async () => ({
  default: (await fetched(() => import('../node/create-dialog.tsx'))).CreateDialog,
}));
const DeleteDialog = lazy(async () => ({
  default: (await fetched(() => import('../node/delete-dialog.tsx'))).DeleteDialog,
}));
const CopyDialog = lazy(async () => ({
  default: (await fetched(() => import('../node/copy-dialog.tsx'))).CopyDialog,
}));
const ExportDialog = lazy(async () => ({
  default: (await fetched(() => import('../transfer/export-dialog.tsx'))).ExportDialog,
}));
const ImportDialog = lazy(async () => ({
  default: (await fetched(() => import('../transfer/import-dialog.tsx'))).ImportDialog,
}));

type Asked =
  | { readonly what: 'create'; readonly parent: string; readonly name: string }
  | { readonly what: 'delete'; readonly node: NodeView }
  | { readonly what: NodeAct; readonly path: string };

/** What is in this node, and may I change it safely? */
export function TreePage() {
  const t = useTranslate();
  const tree = useTree();
  const { path, search, go } = usePlace();
  const { data: node } = useNode(path);
  const [asked, setAsked] = useState<Asked | null>(null);
  const pane: Pane = search.pane ?? 'tree';
  useEffect(() => {
    tree.focus(path);
    void tree.reveal(path);
  }, [tree, path]);
  usePageTitle(visible(nameOf(path)));
  const act = async (next: TreeAct): Promise<void> => {
    if (next.act === 'edit') {
      await go({ tab: 'data', pane: 'node' }, true);
      document.getElementById('editor')?.focus();
    } else if (next.act === 'create') setAsked({ what: 'create', parent: next.path, name: '' });
    else if (next.act === 'delete' && node?.path === next.path) setAsked({ what: 'delete', node });
    else if (next.act === 'rename') setAsked({ what: 'rename', path: next.path });
    else if (next.act === 'actions') document.getElementById(NODE_ACTS_ID)?.click();
    else if (next.act === 'copy') say(t((await copyText(next.path)) ? 'path.copied' : 'path.copyFailed'));
  };
  const made = (created: string): void => {
    setAsked(null);
    // It may have been looked at before it was there.
    void tree.reveal(created);
    void go({ path: created });
  };
  const gone = (deleted: string): void => {
    setAsked(null);
    void go({ path: parentOf(deleted) });
  };
  return (
    <>
      <Verdict />
      <div className={css.switch}>
        <Choice
          label={t('pane.switch')}
          value={pane}
          onChoose={(next) => void go({ pane: next }, true)}
          options={PANES.map((value) => ({ value, text: t(`pane.${value}`) }))}
        />
      </div>
      <div className={css.panes} data-pane={pane}>
        <div className={css.tree}>
          <TreePane onAct={(next) => void act(next)} />
        </div>
        <div className={css.node}>
          <NodePane
            onCreate={(parent, name = '') => setAsked({ what: 'create', parent, name })}
            onDelete={(shown) => setAsked({ what: 'delete', node: shown })}
            onAct={(what, at) => setAsked({ what, path: at })}
          />
        </div>
        <div className={css.member}>
          <MemberPane />
          <EventsPane />
        </div>
      </div>
      <Part fallback={null}>
        {asked === null ? null : (
          <Asking asked={asked} onClose={() => setAsked(null)} onMade={made} onGone={gone} />
        )}
      </Part>
    </>
  );
}

interface AskingProps {
  readonly asked: Asked;
  readonly onClose: () => void;
  readonly onMade: (path: string) => void;
  readonly onGone: (path: string) => void;
}

/** The one dialog that is open. */
function Asking({ asked, onClose, onMade, onGone }: AskingProps) {
  switch (asked.what) {
    case 'create':
      return <CreateDialog parent={asked.parent} name={asked.name} onClose={onClose} onMade={onMade} />;
    case 'delete':
      return <DeleteDialog node={asked.node} onClose={onClose} onGone={onGone} />;
    case 'export':
      return <ExportDialog path={asked.path} onClose={onClose} />;
    case 'import':
      return <ImportDialog path={asked.path} onClose={onClose} />;
    default:
      return <CopyDialog way={asked.what} path={asked.path} onClose={onClose} onDone={onMade} />;
  }
}
