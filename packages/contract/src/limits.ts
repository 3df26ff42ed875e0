import type { DemoActorId, ScenarioId } from './demo.ts';
import type { RecipeKind } from './recipes.ts';
import type { CreateKind } from './write.ts';

// Numbers that both sides keep to, apart from the schemas: the page takes them without the schema library.

export const AUDIT_PAGE = 200;
/** A delete of more znodes than this asks for the node's name, typed. */
export const TYPED_NAME_ABOVE = 20;
/** How long a member may be paused, ms; null pauses until it is resumed. */
export const PAUSES_MS: readonly number[] = [5_000, 15_000, 60_000];
/** Writes per second of all demo actors together; never more. */
export const DEMO_WRITES_PER_SECOND_MAX = 10;
/** The last facts of each actor, and of a scenario, that are kept. */
export const DEMO_FACTS_KEPT = 50;
export const DEMO_ACTORS: readonly DemoActorId[] = [
  'locks',
  'masters',
  'queue',
  'group',
  'configuration',
  'registry',
];
export const SCENARIOS: readonly ScenarioId[] = [
  'masterElection',
  'competingLock',
  'configurationBroadcast',
  'groupMembership',
  'workQueue',
];
/** Recorded elections that are kept. */
export const FAILOVERS_KEPT = 20;
/** Marks that are kept of one election; what comes later is counted only. */
export const FAILOVER_MARKS_MAX = 2_000;
/** How long an unlocked connection stays unlocked, ms. */
export const UNLOCKED_MS = 900_000;
/** How long the offer to undo stands beside what was done, ms; later it is found in the audit. */
export const UNDO_OFFER_MS = 10_000;
/** Data that is kept to undo one piece of work; above it there is no undo, and the plan says so. */
export const UNDO_BYTES_MAX = 10_485_760;
/** Jobs that are kept, with their results. */
export const JOBS_KEPT = 100;
/** Items of a job's result that are listed; what comes after them is counted only. */
export const JOB_ITEMS_MAX = 10_000;
/** Items that one page holds. */
export const JOB_ITEMS_PAGE = 500;
/** How often messages between members are counted, ms. */
export const LINK_COUNTS_MS = 50;
/** How many children one page holds. */
export const PAGE_ROWS = 500;
/** Participants, items, members or versions that one view lists; `total` and `depth` count all. */
export const RECIPE_ROWS_MAX = 200;
/** Reigns, joins and versions that are kept per recipe while the dashboard looks. */
export const RECIPE_HISTORY_MAX = 100;
/** Recipes that one page may follow at a time (`look` of the stream). */
export const RECIPES_FOLLOWED_MAX = 8;
/** Znodes that a search for recipes looks at; what lies beyond is not found, and the answer says so. */
export const RECIPE_SEARCH_NODES_MAX = 5_000;
export const RECIPE_KINDS: readonly RecipeKind[] = ['lock', 'election', 'queue', 'group', 'configuration'];
/** Paths that are listed of one session; `ephemeralCount` and `watchCount` tell them all. */
export const SESSION_PATHS_MAX = 1_000;
/** How often changes leave, ms. */
export const BATCH_MS = 50;
/** A sign of life is sent at least this often, ms; two missed ones make the page say "stale". */
export const HEARTBEAT_MS = 5_000;
/** Unsent bytes a socket may hold before it gets a reset instead of its queue. */
export const QUEUE_BYTES_MAX = 524_288;
/** Open folders one page may watch. */
export const OPEN_PATHS_MAX = 200;
/** Bytes of one message from a page. */
export const MESSAGE_BYTES_MAX = 262_144;
/** Lines of the event list that a page is given at once. */
export const EVENTS_KEPT = 200;
/** Bars of the strata that a page is given at once. */
export const STRATA_KEPT = 480;
/** Bytes of one upload. */
export const UPLOAD_BYTES_MAX = 268_435_456;
export const UPLOAD_TYPE = 'application/x-ndjson';
/** Rows that are listed of all watches. */
export const WATCH_ROWS_MAX = 2_000;
/** The four-letter words that may be asked: all that only tell. */
export const WORDS = [
  'srvr',
  'stat',
  'mntr',
  'conf',
  'envi',
  'ruok',
  'isro',
  'cons',
  'dump',
  'wchs',
  'wchp',
  'wchc',
  'dirs',
  'gtmk',
  'hash',
] as const;
export const CREATE_KINDS: readonly CreateKind[] = [
  'persistent',
  'ephemeral',
  'persistent-sequential',
  'ephemeral-sequential',
  'container',
  'ttl',
  'ttl-sequential',
];
/** Znodes that the plant draws at most. */
export const PLANT_NODES_MAX = 140;
/** Children of one znode that the plant draws at most; the others are a bud. */
export const PLANT_SIBLINGS_MAX = 7;

/** How long a question for what the shell's watches print may wait, ms. */
export const SHELL_WAIT_MS = 20_000;
/** Lines of one answer of the shell; more are cut. */
export const SHELL_LINES_MAX = 2_000;
