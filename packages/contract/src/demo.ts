import Type, { type Static } from 'typebox';
import { closed, hex64, orNull, wallMs, znodePath } from './scalars.ts';

/** What the actors play: the textbook's recipes, and a Kafka-shaped registry that nothing but the demo writes. */
export const demoActorId = Type.Union([
  Type.Literal('locks'),
  Type.Literal('masters'),
  Type.Literal('queue'),
  Type.Literal('group'),
  Type.Literal('configuration'),
  Type.Literal('registry'),
]);
export type DemoActorId = Static<typeof demoActorId>;

/** What a client of an actor did or came to know. Closed; each is a sentence in the page's language. */
export const demoFactKind = Type.Union([
  Type.Literal('connected'),
  /** Its process ended without a word: the session and its nodes go when the session expires. */
  Type.Literal('died'),
  Type.Literal('sessionLost'),
  Type.Literal('registered'),
  Type.Literal('waits'),
  Type.Literal('holds'),
  Type.Literal('released'),
  Type.Literal('leads'),
  Type.Literal('standsBy'),
  Type.Literal('published'),
  /** A subscriber has the version. */
  Type.Literal('told'),
  Type.Literal('joined'),
  Type.Literal('left'),
  /** A member sees another come, or go: `about` names it. */
  Type.Literal('seesJoin'),
  Type.Literal('seesLeave'),
  Type.Literal('put'),
  Type.Literal('claimed'),
  Type.Literal('finished'),
]);
export type DemoFactKind = Static<typeof demoFactKind>;

export const demoFact = Type.Object(
  {
    /** Counts up within a scenario or actor. */
    n: Type.Integer(),
    atMs: wallMs,
    /** Who: A, B, worker-1, … */
    client: Type.String(),
    what: demoFactKind,
    path: orNull(znodePath),
    /** The fencing token or zxid that goes with it. */
    zxid: orNull(hex64),
    /** A predecessor, an item, a version, a member: what it is about. */
    about: orNull(Type.String()),
  },
  closed,
);
export type DemoFact = Static<typeof demoFact>;

export const demoClient = Type.Object(
  {
    /** Unique within its actor: A, B, worker-1, … */
    id: Type.String(),
    isOn: Type.Boolean(),
    /** Its session's alias; null while it has none. */
    session: orNull(Type.String()),
    /** The last thing it did; null before the first. */
    lastFact: orNull(demoFact),
  },
  closed,
);
export type DemoClientView = Static<typeof demoClient>;

export const demoActor = Type.Object(
  {
    id: demoActorId,
    state: Type.Union([
      Type.Literal('off'),
      Type.Literal('on'),
      Type.Literal('paused'),
      /** Its data are being removed. */
      Type.Literal('removing'),
    ]),
    /** The znodes it makes; all its data lie there. */
    roots: Type.Array(znodePath),
    /** It plays a product's znodes without the product: the page says so. */
    isSimulated: Type.Boolean(),
    clients: Type.Array(demoClient),
    /** Why it does nothing just now (no quorum, no connection), in the client's words; null when all is well. */
    trouble: orNull(Type.String()),
  },
  closed,
);
export type DemoActorView = Static<typeof demoActor>;

/**
 * GET /api/demo, and the change `demo` of the stream, at most twice a second. A reset of the stream does not hold it: a
 * page asks at first and after each reset. Its nodes all lie below `/demo`.
 */
export const demoView = Type.Object(
  {
    /** False on a connection that is not ours: nothing is written there that nobody asked for. */
    isAvailable: Type.Boolean(),
    isPaused: Type.Boolean(),
    /** Acknowledged and attempted writes of the last ten seconds, per second. */
    writesPerSecond: Type.Number(),
    actors: Type.Array(demoActor),
  },
  closed,
);
export type DemoView = Static<typeof demoView>;

/** POST /api/demo/switch: one client of an actor, or (null) all of them. Off ends their sessions properly. */
export const demoSwitchBody = Type.Object(
  { actor: demoActorId, client: orNull(Type.String({ maxLength: 64 })), isOn: Type.Boolean() },
  closed,
);
export type DemoSwitchBody = Static<typeof demoSwitchBody>;

/** POST /api/demo/pause: nobody writes; sessions, locks and masterships stay. */
export const demoPauseBody = Type.Object({ isPaused: Type.Boolean() }, closed);
export type DemoPauseBody = Static<typeof demoPauseBody>;

/**
 * POST /api/demo/remove: switches an actor off and deletes the data below its roots; null does so with all of them and
 * everything below `/demo`. Answered when it has begun; the actor's state is `removing` until it is done.
 */
export const demoRemoveBody = Type.Object({ actor: orNull(demoActorId) }, closed);
export type DemoRemoveBody = Static<typeof demoRemoveBody>;

export const scenarioId = Type.Union([
  Type.Literal('masterElection'),
  Type.Literal('competingLock'),
  Type.Literal('configurationBroadcast'),
  Type.Literal('groupMembership'),
  Type.Literal('workQueue'),
]);
export type ScenarioId = Static<typeof scenarioId>;

/** POST /api/demo/scenario: plays it once below `root`, which is made and removed with it. One at a time. */
export const scenarioBody = Type.Object({ scenario: scenarioId }, closed);
export type ScenarioBody = Static<typeof scenarioBody>;

/** GET /api/demo/scenario (the last one, or null), and the change `scenario` of the stream, at most four times a second. */
export const scenarioView = Type.Object(
  {
    id: Type.Integer(),
    scenario: scenarioId,
    root: znodePath,
    startedAtMs: wallMs,
    state: Type.Union([Type.Literal('running'), Type.Literal('done'), Type.Literal('failed')]),
    /** What did not come about; null unless failed. */
    failure: orNull(Type.String()),
    facts: Type.Array(demoFact),
  },
  closed,
);
export type ScenarioView = Static<typeof scenarioView>;

export const lastScenario = Type.Object({ run: orNull(scenarioView) }, closed);
export type LastScenario = Static<typeof lastScenario>;
