import { createContext, useContext } from 'react';
import type { TreeStore } from './tree-store.ts';

export const TreeContext = createContext<TreeStore | null>(null);

export function useTree(): TreeStore {
  const tree = useContext(TreeContext);
  if (tree === null) throw new Error('useTree outside of TreeContext');
  return tree;
}
