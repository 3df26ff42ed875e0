import type { PlantNode } from '@vivarium/contract';
import { type HierarchyPointNode, stratify, tree } from 'd3';
import { parentOf } from '../../tree/path.ts';
import { type LabelSpot, type LabelWish, placeLabels } from './plant-labels.ts';
import { plantText } from './plant-text.ts';

/** Room for the labels that rise from the topmost leaves, and for the ground below the root, px. */
const TOP = 96;
const GROUND = 44;
const SIDE = 48;
const LEVEL_MAX = 128;
const LEVEL_MIN = 46;
/** Between two leaves, px, where there is room. */
const LEAF_GAP = 30;
const LABEL_GAP = 22;

export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Placed {
  readonly node: PlantNode;
  readonly x: number;
  readonly y: number;
  readonly depth: number;
  readonly isLeaf: boolean;
  /** Children that are not drawn. */
  readonly bud: number;
  readonly text: string;
  /** Where its name is written; null when it had to give way. */
  readonly label: LabelSpot | null;
}

export interface Stem {
  readonly id: string;
  readonly d: string;
  readonly depth: number;
  readonly isEphemeral: boolean;
  readonly owner: string | null;
}

export interface PlantLayout {
  readonly placed: readonly Placed[];
  readonly stems: readonly Stem[];
  readonly groundY: number;
}

export type MeasureText = (text: string) => number;

/** The plant in a frame: the root on the ground line, what is below it growing up; labels that would collide give way. */
export function plantLayout(nodes: readonly PlantNode[], size: Size, measure: MeasureText): PlantLayout {
  const groundY = size.height - GROUND;
  if (nodes.length === 0 || size.width === 0) return { placed: [], stems: [], groundY };
  const root = stratify<PlantNode>()
    .id(({ path }) => path)
    .parentId(({ path }) => (path === '/' ? null : parentOf(path)))([...nodes]);
  const needs = (each: { data: PlantNode; children?: unknown[] | undefined }): number =>
    each.children === undefined ? LEAF_GAP : LABEL_GAP + measure(plantText(each.data.path));
  // Of two neighbours it is not told which stands left, and a name is written to the right of its node.
  const grown = tree<PlantNode>()
    .nodeSize([1, 1])
    .separation((a, b) => Math.max(needs(a), needs(b)))(root);
  const found = grown.descendants();
  const xs = found.map(({ x }) => x);
  const from = Math.min(...xs);
  const extent = Math.max(1, Math.max(...xs) - from);
  const shrink = Math.min(1, (size.width - 2 * SIDE) / extent);
  const left = (size.width - extent * shrink) / 2;
  const level = Math.min(LEVEL_MAX, Math.max(LEVEL_MIN, (groundY - TOP - 18) / Math.max(1, grown.height)));
  const at = (each: HierarchyPointNode<PlantNode>) => ({
    x: Math.round(left + (each.x - from) * shrink),
    y: Math.round(groundY - 18 - each.depth * level),
  });
  const bare = found.map((each) => ({
    node: each.data,
    ...at(each),
    depth: each.depth,
    isLeaf: each.children === undefined,
    bud: Math.max(0, each.data.children - (each.children?.length ?? 0)),
    text: plantText(each.data.path),
  }));
  const written = writtenOf(bare, size, measure);
  const placed = bare.map((each) => ({ ...each, label: written.get(each.node.path) ?? null }));
  const stems = grown.links().map(({ source, target }) => stemOf(at(source), at(target), target));
  return { placed, stems, groundY };
}

type Bare = Omit<Placed, 'label'>;

function writtenOf(bare: readonly Bare[], size: Size, measure: MeasureText): Map<string, LabelSpot> {
  const marks = bare.map(({ x, y }) => ({ x, y: y - 2, r: 7 }));
  const wishes: LabelWish[] = [...bare]
    .sort((a, b) => importance(b) - importance(a))
    .map(({ node, x, y, isLeaf, text }) => ({
      id: node.path,
      width: measure(text),
      spots: spotsOf(x, y, isLeaf && node.path !== '/'),
    }));
  return placeLabels(wishes, marks, size);
}

/** A leaf's name rises from its tip; a branch's stands beside its fork. */
export function spotsOf(x: number, y: number, isLeaf: boolean): LabelSpot[] {
  if (isLeaf) return [{ side: 'rising', x: x + 4, y: y - 16 }];
  return [
    { side: 'right', x: x + 14, y },
    { side: 'left', x: x - 14, y },
  ];
}

/** Near the root first, then who holds, then what lived last. */
function importance({ node, depth }: Bare): number {
  const lively = node.changedAtMs === null ? 0 : node.changedAtMs / 1e15;
  return (depth <= 1 ? 4 : 0) + (node.holds ? 2 : 0) + (1 / (depth + 1) + lively);
}

function stemOf(
  from: { readonly x: number; readonly y: number },
  to: { readonly x: number; readonly y: number },
  target: HierarchyPointNode<PlantNode>,
): Stem {
  const middle = (from.y + to.y) / 2;
  return {
    id: target.data.path,
    d: `M${from.x} ${from.y}C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`,
    depth: target.depth,
    isEphemeral: target.data.kind === 'ephemeral',
    owner: target.data.owner,
  };
}
