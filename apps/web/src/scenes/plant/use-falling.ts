import { useEffect, useRef, useState } from 'react';
import type { Placed } from './plant-layout.ts';

const FALL_MS = 1_200;

/** Leaves that were drawn and are gone: they stay where they were until they have fallen. */
export function useFalling(placed: readonly Placed[], isMoving: boolean): readonly Placed[] {
  const before = useRef<readonly Placed[]>([]);
  const [falling, setFalling] = useState<readonly Placed[]>([]);
  useEffect(() => {
    const now = new Set(placed.map(({ node }) => node.path));
    const gone = before.current.filter(({ node, isLeaf }) => isLeaf && !now.has(node.path));
    before.current = placed;
    if (gone.length === 0 || !isMoving) return;
    setFalling((more) => [...more.filter(({ node }) => !now.has(node.path)), ...gone]);
    const paths = new Set(gone.map(({ node }) => node.path));
    setTimeout(() => setFalling((more) => more.filter(({ node }) => !paths.has(node.path))), FALL_MS);
  }, [placed, isMoving]);
  return falling;
}
