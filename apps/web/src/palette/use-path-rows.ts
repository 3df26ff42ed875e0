import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { joinPath, nameOf, parentOf, visible } from '../tree/path.ts';
import { api } from '../wire/api.ts';
import type { Command } from './commands.ts';

const SHOWN_MAX = 50;

/** Completes a path: the children of the folder that is typed so far whose names begin with the rest. */
export function usePathRows(typed: string): readonly Command[] {
  const navigate = useNavigate();
  const isPath = typed.startsWith('/');
  const folder = !isPath ? null : typed.endsWith('/') && typed !== '/' ? typed.slice(0, -1) : parentOf(typed);
  const [listed, setListed] = useState<{ folder: string; names: readonly string[] }>({
    folder: '',
    names: [],
  });
  useEffect(() => {
    if (folder === null) return;
    let isStale = false;
    api.children(folder).then(
      ({ rows }) => {
        if (!isStale) setListed({ folder, names: rows.map(({ name }) => name) });
      },
      () => {
        if (!isStale) setListed({ folder, names: [] });
      },
    );
    return () => {
      isStale = true;
    };
  }, [folder]);
  if (folder === null) return [];
  const open = (path: string): Command => ({
    id: path,
    text: visible(path),
    run: () => void navigate({ to: '/c/$conn/tree', params: { conn: 'local' }, search: { path } }),
  });
  const rest = typed.endsWith('/') ? '' : nameOf(typed);
  const names = listed.folder === folder ? listed.names : [];
  const found = names.filter((name) => name.startsWith(rest) && name !== rest).slice(0, SHOWN_MAX);
  const whole = typed.length > 1 && typed.endsWith('/') ? typed.slice(0, -1) : typed;
  return [open(whole), ...found.map((name) => open(joinPath(folder, name)))];
}
