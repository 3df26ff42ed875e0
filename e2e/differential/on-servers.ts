import { freshDirectory, type ServerKind, startServer } from '../harness/index.ts';
import { digestId } from './bodies.ts';
import { type DifferentialResult, differential } from './differential.ts';
import type { Outcome } from './step.ts';

const SUPER = 'root:root';
/** The sweep of containers runs by the clock, and no script can say between which two steps: so it does not run. */
const SWEEP_MS = '86400000';
/** What both servers are given beyond the harness's own keys. */
const CONFIG = {
  extendedTypesEnabled: 'true',
  enforceQuota: 'true',
  'DigestAuthenticationProvider.superDigest': digestId(SUPER),
  'znode.container.checkIntervalMs': SWEEP_MS,
  maxClientCnxns: '0',
};

export interface RunOptions {
  readonly seed: number;
  readonly ops: number;
  readonly subject: ServerKind;
  readonly maxDifferences: number;
  readonly progress: (done: number, differences: number) => void;
  readonly log: (text: string, outcome: Outcome) => void;
}

/** Starts a fresh server of Apache's and one of the subject's, and runs one script on both. */
export async function differentialOnServers(options: RunOptions): Promise<DifferentialResult> {
  // Apache reads this one as a system property without its prefix, so zoo.cfg cannot set it.
  const env = { JDK_JAVA_OPTIONS: `-Dznode.container.checkIntervalMs=${SWEEP_MS}` };
  const [reference, subject] = await Promise.all([
    startServer({ kind: 'apache', config: CONFIG, dir: freshDirectory('reference'), env }),
    startServer({ kind: options.subject, config: CONFIG, dir: freshDirectory('subject'), env }),
  ]);
  try {
    return await differential({
      ...options,
      referencePort: reference.port,
      subjectPort: subject.port,
      superCredentials: SUPER,
    });
  } finally {
    await Promise.all([reference.stop(), subject.stop()]);
  }
}
