import { useNavigate } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useTranslate } from '../i18n/language.ts';
import { copyText } from '../ui/copy.ts';
import { Menu } from '../ui/menu.tsx';
import { say } from '../ui/toast.ts';
import { useNodeTexts } from './texts.ts';

/** What can be asked of a node beside editing, creating and deleting. */
export type NodeAct = 'copy' | 'move' | 'rename' | 'export' | 'import';

/** The id of the menu's button: the tree's keys open it. */
export const NODE_ACTS_ID = 'node-acts';

export interface NodeActsProps {
  readonly path: string;
  readonly canWrite: boolean;
  readonly onAct: (act: NodeAct) => void;
}

export function NodeActs({ path, canWrite, onAct }: NodeActsProps) {
  const t = useTranslate();
  const nt = useNodeTexts();
  const navigate = useNavigate();
  const isRoot = path === '/';
  const under = isRoot ? {} : { under: path };
  const search = (view: { view?: 'sizes' }) =>
    void navigate({ to: '/c/$conn/search', params: { conn: 'local' }, search: { ...under, ...view } });
  return (
    <Menu
      id={NODE_ACTS_ID}
      label={nt('more.label')}
      face={<Ellipsis size={15} strokeWidth={1.75} aria-hidden="true" />}
      items={[
        {
          id: 'path',
          text: nt('more.copyPath'),
          keys: 'Ctrl C',
          run: async () => say(t((await copyText(path)) ? 'path.copied' : 'path.copyFailed')),
        },
        {
          id: 'rename',
          text: nt('more.rename'),
          keys: 'F2',
          disabled: isRoot || !canWrite,
          run: () => onAct('rename'),
        },
        { id: 'copy', text: nt('more.copy'), disabled: isRoot || !canWrite, run: () => onAct('copy') },
        { id: 'move', text: nt('more.move'), disabled: isRoot || !canWrite, run: () => onAct('move') },
        { id: 'export', text: nt('more.export'), run: () => onAct('export') },
        { id: 'import', text: nt('more.import'), disabled: !canWrite, run: () => onAct('import') },
        { id: 'search', text: nt('more.search'), keys: 'Ctrl Shift F', run: () => search({}) },
        { id: 'sizes', text: nt('more.sizes'), run: () => search({ view: 'sizes' }) },
      ]}
    />
  );
}
