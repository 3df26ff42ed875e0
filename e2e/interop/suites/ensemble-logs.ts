/** What a log line has that differs between two equal runs. */
const numbers = /0x[0-9a-f]+|\b\d+\b/gi;

/**
 * Counts what a log of Apache's complains of, by kind: lines of level ERROR, exceptions by class and place, and whatever
 * speaks of digests that do not match.
 */
export function tallyComplaints(log: string, into: Map<string, number>): void {
  const lines = log.split('\n');
  for (const [index, line] of lines.entries()) {
    const complaint = complaintIn(line, lines[index + 1] ?? '');
    if (complaint !== undefined) into.set(complaint, (into.get(complaint) ?? 0) + 1);
  }
}

/** What every kill of a process leaves in the logs of those that talked to it, in places that depend on the moment. */
const ofKills =
  /^(java\.net\.\w+|java\.nio\.channels\.\w+|java\.io\.(IO|EOF)Exception|java\.lang\.Interrupted\w+|EndOfStream\w+|javax\.management\.\w+)$/;

/** What ensembles of Apache's 3.8.0 alone showed in this script now and then: its own races around a new leader. */
const knownOfApache: readonly RegExp[] = [
  /NullPointerException in org\.apache\.zookeeper\.server\.quorum\.(Learner\.syncWithLeader|SendAckRequestProcessor)/,
  /ERROR .*ZooKeeperCriticalThread - Severe unrecoverable error, from thread : (Sync|FollowerRequestProcessor)/,
  /ERROR .*LearnerHandler - (Unexpected exception in LearnerHandler|Exception while sending packets)/,
  /ERROR .*LearnerHandler - Unhandled scenario for peer sid: # fall back to use snapshot/,
  /ERROR .*NIOServerCnxn - Error sending data synchronously/,
  /ERROR .*Learner - (Unexpected exception, retries exceeded|Failed connect to)/,
];

function complaintIn(line: string, next: string): string | undefined {
  const text = line.replace(/^\[.*?\] (?=(?:ERROR|WARN|INFO) )/, '').replaceAll(numbers, '#');
  if (/digests? .*(mismatch|not match)/i.test(line)) return `digest: ${text}`;
  if (/^\[.*?\] ERROR /.test(line)) return knownOfApache.some((known) => known.test(text)) ? undefined : text;
  const exception = /^(?:Caused by: )?([\w.]+(?:Exception|Error))\b/.exec(line)?.[1];
  if (exception === undefined || ofKills.test(exception)) return undefined;
  const found = `${exception} in ${/^\s*at ([\w.$/]+)\(/.exec(next)?.[1] ?? ''}`;
  return knownOfApache.some((known) => known.test(found)) ? undefined : found;
}

/** Lines of a log of Apache's that tell of a member that left the others. */
export function partings(log: string): string[] {
  const parting = / ERROR |GOODBYE|Exception when following the leader|Shutting down|shutdown Follower/i;
  return log.split('\n').filter((line) => parting.test(line));
}

/** Kinds of complaints that the usual run has none of. */
export function newComplaints(
  usual: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
): string[] {
  return [...found].filter(([kind]) => !usual.has(kind)).map(([kind, count]) => `${count} x ${kind}`);
}
