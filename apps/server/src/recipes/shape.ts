import type { RecipeConfidence, RecipeEvidence, RecipeKind } from '@vivarium/contract';
import { type LineName, lineName } from './line-name.ts';

/** What is known of a node before anything is said about it. */
export interface Shape {
  readonly path: string;
  /** Names of all children. */
  readonly names: readonly string[];
  /** Of some of the children: whether they are ephemeral. */
  readonly ephemeral: ReadonlyMap<string, boolean>;
  readonly dataLength: number;
  readonly version: number;
  /** The node itself is ephemeral. */
  readonly isEphemeral: boolean;
}

export interface Recognised {
  readonly kind: RecipeKind;
  readonly confidence: RecipeConfidence;
  readonly evidence: RecipeEvidence[];
}

const OF_PREFIX: Readonly<Record<string, RecipeKind>> = {
  'lock-': 'lock',
  __READ__: 'lock',
  __WRIT__: 'lock',
  __lock__: 'lock',
  __rlock__: 'lock',
  'latch-': 'election',
  'master-': 'election',
  'leader-': 'election',
  'candidate-': 'election',
  n_: 'election',
  'qn-': 'queue',
  'queue-': 'queue',
};
/** Names that nobody gives by accident. */
const OWN = new Set(['__READ__', '__WRIT__', '__lock__', '__rlock__', 'qn-']);
const USUAL: readonly (readonly [RecipeKind, RegExp])[] = [
  ['election', /elect|leader|master|candidate/i],
  ['lock', /lock|mutex/i],
  ['queue', /queue|jobs?$|tasks?$|work$/i],
  [
    'group',
    /members?$|group|ids$|nodes$|workers$|brokers$|services?$|instances$|providers$|consumers$|available|live/i,
  ],
  ['configuration', /conf|settings|flags|\.(json|ya?ml|properties|xml|toml|ini)$/i],
];
/** What consumers leave beside a queue: ephemerals named as its items. */
const CLAIMS = new Set(['qn-', 'queue-']);

/** What a node looks like; null when it looks like no recipe. */
export function recognise(shape: Shape): Recognised | null {
  if (shape.isEphemeral) return null;
  if (shape.names.length === 0) return configurationAt(shape);
  const numbered = shape.names.map(lineName).filter((name) => name !== null);
  const known = [...shape.ephemeral];
  const isAllEphemeral = known.length > 0 && known.every(([, is]) => is);
  const isNoneEphemeral = known.every(([, is]) => !is);
  // One or two strays, a config node or a subfolder, do not change what the rest is.
  if (numbered.length * 2 > shape.names.length) {
    const ofLine = known.filter(([name]) => lineName(name) !== null);
    if (ofLine.length > 0 && ofLine.every(([, is]) => is)) return lineAt(shape.path, numbered);
    if (isNoneEphemeral) return queueAt(shape.path, numbered);
    return null;
  }
  return isAllEphemeral && numbered.length === 0 ? groupAt(shape.path) : null;
}

/** Sequential ephemerals: a lock or an election, unless they are claims. */
function lineAt(path: string, numbered: readonly LineName[]): Recognised | null {
  const { prefix } = numbered[0] as LineName;
  if (CLAIMS.has(prefix)) return null;
  const evidence: RecipeEvidence[] = ['sequentialEphemerals'];
  const isProtected = numbered.some((name) => name.isProtected);
  if (isProtected) evidence.unshift('protectedNames');
  const byPrefix = OF_PREFIX[prefix];
  const byName = usualKind(path, ['election', 'lock']);
  if (byName !== null) evidence.push('usualName');
  if (byPrefix === 'lock' || byPrefix === 'election') {
    evidence.unshift('recipePrefix');
    return { kind: byPrefix, confidence: isProtected || OWN.has(prefix) ? 'certain' : 'likely', evidence };
  }
  return { kind: byName ?? 'lock', confidence: byName === null ? 'possible' : 'likely', evidence };
}

function queueAt(path: string, numbered: readonly LineName[]): Recognised | null {
  const { prefix } = numbered[0] as LineName;
  const evidence: RecipeEvidence[] = ['sequentialPersistents'];
  const byName = usualKind(path, ['queue']);
  if (byName !== null) evidence.push('usualName');
  if (OF_PREFIX[prefix] === 'queue') {
    evidence.unshift('recipePrefix');
    return { kind: 'queue', confidence: OWN.has(prefix) ? 'certain' : 'likely', evidence };
  }
  return { kind: 'queue', confidence: byName === null ? 'possible' : 'likely', evidence };
}

function groupAt(path: string): Recognised {
  const byName = usualKind(path, ['group']);
  if (byName === null) return { kind: 'group', confidence: 'possible', evidence: ['namedEphemerals'] };
  return { kind: 'group', confidence: 'likely', evidence: ['namedEphemerals', 'usualName'] };
}

function configurationAt({ path, dataLength, version }: Shape): Recognised | null {
  if (dataLength === 0) return null;
  const isChanged = version > 0;
  if (usualKind(path, ['configuration']) !== null) {
    const evidence: RecipeEvidence[] = isChanged ? ['usualName', 'changedLeaf'] : ['usualName'];
    return { kind: 'configuration', confidence: 'likely', evidence };
  }
  return isChanged ? { kind: 'configuration', confidence: 'possible', evidence: ['changedLeaf'] } : null;
}

/** The kind that the node's own name suggests, or that of the one above it. */
function usualKind(path: string, among: readonly RecipeKind[]): RecipeKind | null {
  const parts = path.split('/').slice(-2).reverse();
  for (const part of parts) {
    for (const [kind, pattern] of USUAL) if (among.includes(kind) && pattern.test(part)) return kind;
  }
  return null;
}
