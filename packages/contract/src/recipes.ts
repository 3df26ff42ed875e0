import Type, { type Static } from 'typebox';
import { closed, hex64, orNull, wallMs, znodePath } from './scalars.ts';

/** The recipes that are known by their shape in the tree. A read-write lock is a lock whose participants say which. */
export const recipeKind = Type.Union([
  Type.Literal('lock'),
  Type.Literal('election'),
  Type.Literal('queue'),
  Type.Literal('group'),
  Type.Literal('configuration'),
]);
export type RecipeKind = Static<typeof recipeKind>;

/**
 * How sure the finder is. `certain`: names that only this recipe gives. `likely`: the right shape and a usual
 * name. `possible`: the shape alone. `told`: the reader said so ("treat as").
 */
export const recipeConfidence = Type.Union([
  Type.Literal('certain'),
  Type.Literal('likely'),
  Type.Literal('possible'),
  Type.Literal('told'),
]);
export type RecipeConfidence = Static<typeof recipeConfidence>;

/** What it was found by, each a sentence in the page's language. */
export const recipeEvidence = Type.Union([
  /** Children are named `_c_<uuid>-…`, as Curator and this client protect a create against a lost reply. */
  Type.Literal('protectedNames'),
  /** Children carry the recipe's own prefix: `lock-`, `__READ__`, `__WRIT__`, `latch-`, `master-`, `qn-`, `queue-`. */
  Type.Literal('recipePrefix'),
  /** Children are ephemeral and numbered. */
  Type.Literal('sequentialEphemerals'),
  /** Children are numbered and outlive their sessions. */
  Type.Literal('sequentialPersistents'),
  /** Children are ephemeral and carry names of their own. */
  Type.Literal('namedEphemerals'),
  /** The node or one above it is called like such a thing: locks, election, leader, queue, members, config. */
  Type.Literal('usualName'),
  /** The node has data that were changed, and no children of its own. */
  Type.Literal('changedLeaf'),
  Type.Literal('told'),
]);
export type RecipeEvidence = Static<typeof recipeEvidence>;

/** Someone in a line of sequential ephemerals. */
export const recipeParticipant = Type.Object(
  {
    /** The child's name, and its number: the place in the line. */
    name: Type.String(),
    path: znodePath,
    number: Type.Integer(),
    /** Its session's alias, as in the list of sessions; null when the node is not ephemeral. */
    session: orNull(Type.String()),
    /** Since when it has been in the line: the node's ctime. */
    sinceMs: wallMs,
    /** Since when it holds or leads; `null` while it waits. `heldSinceKind` says how that is known. */
    heldSinceMs: orNull(wallMs),
    /** `seen`: the moment was watched. `atLeast`: it held already when the dashboard looked first. */
    heldSinceKind: orNull(Type.Union([Type.Literal('seen'), Type.Literal('atLeast')])),
    /** The czxid, which is the fencing token of the holder. */
    token: hex64,
    /** What it asks for in a read-write lock; null in all others. */
    access: orNull(Type.Union([Type.Literal('read'), Type.Literal('write')])),
    /** The node whose end it waits for; null when it holds. */
    watches: orNull(znodePath),
    /** By the rule of the recipe, or seen at the server. */
    watchesHow: orNull(Type.Union([Type.Literal('inferred'), Type.Literal('observed')])),
    /** Its data as text, 200 characters at most; null when there are none or they are no text. */
    text: orNull(Type.String()),
  },
  closed,
);
export type RecipeParticipant = Static<typeof recipeParticipant>;

/** Who holds, who waits, in the order of the line. If the first holder goes, `next` acquires. */
export const lockFacts = Type.Object(
  {
    kind: Type.Literal('lock'),
    isReadWrite: Type.Boolean(),
    /** One, several readers, or none. */
    holders: Type.Array(recipeParticipant),
    waiters: Type.Array(recipeParticipant),
    /** Names of the waiters that get it when the present holders have gone. */
    next: Type.Array(Type.String()),
    /** Nodes that more than one waiter waits for: woken together. By the recipe only readers do that. */
    herds: Type.Array(Type.Object({ path: znodePath, waiters: Type.Integer() }, closed)),
    /** All in the line; lists are cut at RECIPE_ROWS_MAX. */
    total: Type.Integer(),
  },
  closed,
);
export type LockFacts = Static<typeof lockFacts>;

/** One leader's time. */
export const recipeReign = Type.Object(
  {
    name: Type.String(),
    path: znodePath,
    text: orNull(Type.String()),
    session: orNull(Type.String()),
    token: hex64,
    fromMs: wallMs,
    fromKind: Type.Union([Type.Literal('seen'), Type.Literal('atLeast')]),
    /** When its node was seen to be gone; null while it leads. */
    toMs: orNull(wallMs),
    /**
     * How it ended, where transactions are seen: its session `expired` or was `closed` by its client, or the node was
     * `deleted`; then `by` is the session that did it, null when it was its own.
     */
    end: orNull(
      Type.Object(
        {
          how: Type.Union([Type.Literal('expired'), Type.Literal('closed'), Type.Literal('deleted')]),
          by: orNull(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type RecipeReign = Static<typeof recipeReign>;

export const electionFacts = Type.Object(
  {
    kind: Type.Literal('election'),
    leader: orNull(recipeParticipant),
    /** Those who stand by, in the order in which they will lead. */
    candidates: Type.Array(recipeParticipant),
    total: Type.Integer(),
    /** Oldest first, as seen since `observedSinceMs`; the last one is the present leader. */
    lineage: Type.Array(recipeReign),
    observedSinceMs: wallMs,
  },
  closed,
);
export type ElectionFacts = Static<typeof electionFacts>;

export const queueItem = Type.Object(
  {
    name: Type.String(),
    path: znodePath,
    number: Type.Integer(),
    /** Put when. */
    sinceMs: wallMs,
    dataLength: Type.Integer(),
    text: orNull(Type.String()),
    /** The alias of the session that works on it, where consumers claim items; null otherwise. */
    claimedBy: orNull(Type.String()),
    claimedSinceMs: orNull(wallMs),
  },
  closed,
);
export type QueueItem = Static<typeof queueItem>;

export const queueFacts = Type.Object(
  {
    kind: Type.Literal('queue'),
    /** Items in it. */
    depth: Type.Integer(),
    /** The oldest ones, head first. */
    items: Type.Array(queueItem),
    /** Items per second that came and went over the last `ratesOverMs`; null until two looks are apart. */
    inPerSecond: orNull(Type.Number()),
    outPerSecond: orNull(Type.Number()),
    ratesOverMs: orNull(Type.Number()),
    /** Where consumers claim items; null when no such node was found. */
    claimsPath: orNull(znodePath),
  },
  closed,
);
export type QueueFacts = Static<typeof queueFacts>;

export const groupMember = Type.Object(
  {
    id: Type.String(),
    path: znodePath,
    session: orNull(Type.String()),
    /** Joined when: the node's ctime. */
    sinceMs: wallMs,
    text: orNull(Type.String()),
  },
  closed,
);
export type GroupMemberView = Static<typeof groupMember>;

export const groupFacts = Type.Object(
  {
    kind: Type.Literal('group'),
    members: Type.Array(groupMember),
    total: Type.Integer(),
    /** Who came and went, oldest first, as seen since `observedSinceMs`. */
    moves: Type.Array(
      Type.Object(
        { atMs: wallMs, id: Type.String(), what: Type.Union([Type.Literal('joined'), Type.Literal('left')]) },
        closed,
      ),
    ),
    observedSinceMs: wallMs,
  },
  closed,
);
export type GroupFacts = Static<typeof groupFacts>;

export const configurationVersion = Type.Object(
  {
    version: Type.Integer(),
    mzxid: hex64,
    atMs: wallMs,
    dataLength: Type.Integer(),
    text: orNull(Type.String()),
  },
  closed,
);
export type ConfigurationVersion = Static<typeof configurationVersion>;

export const configurationFacts = Type.Object(
  {
    kind: Type.Literal('configuration'),
    current: configurationVersion,
    /** Oldest first, the current one last, as seen since `observedSinceMs`; versions in between may be missing. */
    versions: Type.Array(configurationVersion),
    observedSinceMs: wallMs,
  },
  closed,
);
export type ConfigurationFacts = Static<typeof configurationFacts>;

/** One recipe as it stands. Times are the server's wall clock: a page counts ages on from `atMs`. */
export const recipeView = Type.Object(
  {
    path: znodePath,
    atMs: wallMs,
    /** How it was asked for: null leaves the kind to the finder. It names the view together with `path`. */
    as: orNull(recipeKind),
    confidence: recipeConfidence,
    evidence: Type.Array(recipeEvidence),
    facts: Type.Union([
      lockFacts,
      electionFacts,
      queueFacts,
      groupFacts,
      configurationFacts,
      /** Nothing here looks like a recipe; `as` says what to treat it as. */
      Type.Object({ kind: Type.Literal('none') }, closed),
    ]),
  },
  closed,
);
export type RecipeView = Static<typeof recipeView>;

/** GET /api/recipes?path=…[&as=…]: the recipe at a path, found by shape or treated as told. */
export const recipeQuery = Type.Object({ path: znodePath, as: Type.Optional(recipeKind) }, closed);
export type RecipeQuery = Static<typeof recipeQuery>;

/** A recipe in the list of those found. */
export const foundRecipe = Type.Object(
  {
    path: znodePath,
    kind: recipeKind,
    confidence: recipeConfidence,
    evidence: Type.Array(recipeEvidence),
    /** Children in its line, queue or group; 0 for a configuration. */
    size: Type.Integer(),
  },
  closed,
);
export type FoundRecipe = Static<typeof foundRecipe>;

/** GET /api/recipes/found[?kind=…]: everything below the root that looks like a recipe. */
export const foundQuery = Type.Object({ kind: Type.Optional(recipeKind) }, closed);
export type FoundQuery = Static<typeof foundQuery>;

export const foundRecipes = Type.Object(
  {
    atMs: wallMs,
    recipes: Type.Array(foundRecipe),
    /** Znodes looked at. */
    looked: Type.Integer(),
    /** The tree is larger than RECIPE_SEARCH_NODES_MAX: there may be more. */
    isPartial: Type.Boolean(),
  },
  closed,
);
export type FoundRecipes = Static<typeof foundRecipes>;

/** What a page follows: each change of it comes as a change of kind `recipe`. */
export const followedRecipe = Type.Object({ path: znodePath, as: orNull(recipeKind) }, closed);
export type FollowedRecipe = Static<typeof followedRecipe>;
