import type { NodeView } from '@vivarium/contract';
import { useEffect, useState } from 'react';
import { usePageTitle } from '../frame/standing-signs.tsx';
import { useTranslate } from '../i18n/language.ts';
import { EventsPane } from '../member/events-pane.tsx';
import { MemberPane } from '../member/member-pane.tsx';
import { Verdict } from '../member/verdict.tsx';
import { CreateDialog } from '../node/create-dialog.tsx';
import { DeleteDialog } from '../node/delete-dialog.tsx';
import { NodePane, useNode } from '../node/node-pane.tsx';
import { useTree } from '../stores/tree-context.ts';
import { nameOf, parentOf, visible } from '../tree/path.ts';
import type { TreeAct } from '../tree/tree-keys.ts';
import { TreePane } from '../tree/tree-pane.tsx';
import { Choice } from '../ui/button.tsx';
import { copyText } from '../ui/copy.ts';
import { say } from '../ui/toast.ts';
import css from './tree-page.module.css';
import { PANES, type Pane } from './tree-search.ts';
import { usePlace } from './use-place.ts';

type Asked =
  | { readonly what: 'create'; readonly parent: string }
  | { readonly what: 'delete'; readonly node: NodeView };

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
    } else if (next.act === 'create') setAsked({ what: 'create', parent: next.path });
    else if (next.act === 'delete' && node?.path === next.path) setAsked({ what: 'delete', node });
    else if (next.act === 'copy') say(t((await copyText(next.path)) ? 'path.copied' : 'path.copyFailed'));
  };
  const made = (created: string): void => {
    setAsked(null);
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
            onCreate={() => setAsked({ what: 'create', parent: path })}
            onDelete={(shown) => setAsked({ what: 'delete', node: shown })}
          />
        </div>
        <div className={css.member}>
          <MemberPane />
          <EventsPane />
        </div>
      </div>
      {asked?.what === 'create' ? (
        <CreateDialog parent={asked.parent} onClose={() => setAsked(null)} onMade={made} />
      ) : null}
      {asked?.what === 'delete' ? (
        <DeleteDialog node={asked.node} onClose={() => setAsked(null)} onGone={gone} />
      ) : null}
    </>
  );
}
