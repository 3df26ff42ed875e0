import { UsageError } from '../usage-error.ts';

export const VERBS = [
  'start',
  'start-foreground',
  'stop',
  'restart',
  'status',
  'version',
  'print-cmd',
] as const;

export type Verb = (typeof VERBS)[number];

export interface ServerArguments {
  readonly verb: Verb;
  readonly config: string | null;
  /** Of `--config`: stands in for ZOOCFGDIR. */
  readonly configFolder: string | null;
  /** JVM options on the command line; they act like SERVER_JVMFLAGS. */
  readonly jvmFlags: readonly string[];
}

export const USAGE = `Usage: vivarium server [--config <conf-dir>] {${VERBS.join('|')}} [zoo.cfg]`;

/** @throws UsageError */
export function parseServerArguments(args: readonly string[]): ServerArguments {
  const words: string[] = [];
  const jvmFlags: string[] = [];
  let configFolder: string | null = null;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at]!;
    if (word === '--config') {
      at += 1;
      configFolder = args[at] ?? null;
      if (configFolder === null) throw new UsageError('--config wants the folder that holds zoo.cfg');
    } else if (word.startsWith('-')) jvmFlags.push(word);
    else words.push(word);
  }
  const [verb, config = null, ...more] = words;
  if (verb === undefined || more.length > 0 || !isVerb(verb)) throw new UsageError(USAGE);
  return { verb, config, configFolder, jvmFlags };
}

function isVerb(word: string): word is Verb {
  return (VERBS as readonly string[]).includes(word);
}
