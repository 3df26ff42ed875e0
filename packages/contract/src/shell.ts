import Type, { type Static } from 'typebox';
import { writeGuard } from './guard.ts';
import { closed, orNull, znodePath } from './scalars.ts';

/** A session of the shell, named by the server; it belongs to the browser that opened it. */
const shellId = Type.String({ pattern: '^[0-9a-f]{32}$' });

/** One line of the shell's language. */
export const shellBody = Type.Object(
  {
    /** Null opens a session: with its own client, identities, watches and history. */
    session: orNull(shellId),
    line: Type.String({ maxLength: 1_100_000 }),
    /** Goes with a line that writes. */
    guard: Type.Optional(writeGuard),
    /** IANA name of the zone in which a new session prints times; UTC when missing. */
    timeZone: Type.Optional(Type.String({ maxLength: 64 })),
  },
  closed,
);
export type ShellBody = Static<typeof shellBody>;

/** A printed line; a part with a path is a link to that znode. */
export const shellLine = Type.Object(
  {
    stream: Type.Union([Type.Literal('out'), Type.Literal('err')]),
    parts: Type.Array(
      Type.Union([Type.String(), Type.Object({ text: Type.String(), path: znodePath }, closed)]),
    ),
  },
  closed,
);
export type ShellLine = Static<typeof shellLine>;

export const shellResult = Type.Object(
  {
    session: shellId,
    /** What was printed, watch events that came since the last answer first. */
    lines: Type.Array(shellLine),
    /** Why there is no more of it: the most that is shown, or the longest that a command runs. */
    cut: orNull(Type.Union([Type.Literal('lines'), Type.Literal('time')])),
    /** As zkCli.sh would end with. */
    exitCode: Type.Integer(),
    /** ZooKeeper's name of what it refused for. */
    code: orNull(Type.String()),
    /** The command that works at a terminal only; the page says so in its own words. */
    terminalOnly: orNull(Type.String()),
    /** A watch may print something later. */
    watches: Type.Boolean(),
  },
  closed,
);
export type ShellResult = Static<typeof shellResult>;

/** Asks for what watches print; answered when there is something, at the latest after SHELL_WAIT_MS. */
export const shellEventsBody = Type.Object({ session: shellId }, closed);
export type ShellEventsBody = Static<typeof shellEventsBody>;

export const shellEvents = Type.Object({ lines: Type.Array(shellLine) }, closed);
export type ShellEvents = Static<typeof shellEvents>;

/** How the text before the cursor may go on. */
export const shellCompleteBody = Type.Object(
  { session: orNull(shellId), text: Type.String({ maxLength: 65_536 }) },
  closed,
);
export type ShellCompleteBody = Static<typeof shellCompleteBody>;

export const shellCompletions = Type.Object(
  {
    session: shellId,
    /** Where the completed word begins in the text. */
    start: Type.Integer(),
    words: Type.Array(Type.String()),
    /** How many there are in all. */
    total: Type.Integer(),
    /** What all of them begin with. */
    common: Type.String(),
  },
  closed,
);
export type ShellCompletions = Static<typeof shellCompletions>;
