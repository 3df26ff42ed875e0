import { randomInt } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../server/start-error.ts';
import { isFree, takeFreePort } from './free-ports.ts';

/** A member of the embedded ensemble, as it is kept over restarts. */
export interface LaidOutMember {
  readonly sid: number;
  readonly role: 'voter' | 'observer';
  readonly clientPort: number;
  readonly quorumPort: number;
  readonly electionPort: number;
}

export interface EnsembleSize {
  readonly voters: number;
  readonly observers: number;
}

export const FIRST_CLIENT_PORT = 2181;
const LAYOUT_FILE = 'ensemble.json';
export const VOTERS_MAX = 9;
export const OBSERVERS_MAX = 9;
/**
 * Ports between members, and all of them when any will do, lie below those that the kernel gives to outgoing
 * connections: a dial to a member that is down could meet itself there.
 */
const INNER_PORTS = { from: 21_000, to: 31_000 };

/** The folder of a member's data. */
export function memberFolder(dataDir: string, sid: number): string {
  return join(dataDir, `member-${sid}`);
}

/**
 * What lives in a data directory: what was kept there, else what is asked for. Ports that are taken by now are
 * replaced; the result is kept.
 *
 * @param asked null takes what is there, else 3 voters and 1 observer
 * @param anyPorts client ports need not begin at 2181
 * @throws StartError when the directory holds an ensemble of another size
 */
export async function layOut(
  dataDir: string,
  asked: EnsembleSize | null,
  anyPorts: boolean,
): Promise<readonly LaidOutMember[]> {
  const kept = readLayout(dataDir);
  const size = asked ?? (kept === null ? { voters: 3, observers: 1 } : sizeOf(kept));
  checkSize(size);
  if (kept !== null && asked !== null && !isSame(sizeOf(kept), asked)) {
    throw new StartError(
      `${dataDir} holds ${sizeText(sizeOf(kept))}; start it with ${flagsOf(sizeOf(kept))}, or choose another --data`,
    );
  }
  const members = await withPorts(kept ?? blank(size), anyPorts);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = join(dataDir, LAYOUT_FILE);
  writeFileSync(`${file}.new`, `${JSON.stringify({ version: 1, members }, null, 2)}\n`);
  renameSync(`${file}.new`, file);
  return members;
}

export function sizeOf(members: readonly LaidOutMember[]): EnsembleSize {
  const voters = members.filter(({ role }) => role === 'voter').length;
  return { voters, observers: members.length - voters };
}

function checkSize({ voters, observers }: EnsembleSize): void {
  if (voters < 1 || voters > VOTERS_MAX)
    throw new StartError(`${voters} members: a number from 1 to ${VOTERS_MAX} is wanted`);
  if (observers < 0 || observers > OBSERVERS_MAX)
    throw new StartError(`${observers} observers: a number from 0 to ${OBSERVERS_MAX} is wanted`);
  if (voters === 1 && observers > 0)
    throw new StartError('one member is a standalone server, which takes no observers: use --observers 0');
}

function sizeText({ voters, observers }: EnsembleSize): string {
  if (voters === 1) return 'one standalone member';
  return `an ensemble of ${voters} voters and ${observers} ${observers === 1 ? 'observer' : 'observers'}`;
}

function flagsOf({ voters, observers }: EnsembleSize): string {
  return `--members ${voters} --observers ${observers}`;
}

function isSame(one: EnsembleSize, other: EnsembleSize): boolean {
  return one.voters === other.voters && one.observers === other.observers;
}

function blank({ voters, observers }: EnsembleSize): LaidOutMember[] {
  return Array.from({ length: voters + observers }, (_, at) => ({
    sid: at + 1,
    role: at < voters ? 'voter' : 'observer',
    clientPort: 0,
    quorumPort: 0,
    electionPort: 0,
  }));
}

/** A directory from before ensembles holds one standalone member and no layout. */
function readLayout(dataDir: string): LaidOutMember[] | null {
  const file = join(dataDir, LAYOUT_FILE);
  if (!existsSync(file))
    return existsSync(memberFolder(dataDir, 1)) ? blank({ voters: 1, observers: 0 }) : null;
  try {
    const { version, members } = JSON.parse(readFileSync(file, 'utf8'));
    if (version === 1 && Array.isArray(members) && members.length > 0 && members.every(isMember))
      return members;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new StartError(`${file} cannot be read as a list of members; put it right, or choose another --data`);
}

function isMember(value: unknown): value is LaidOutMember {
  const member = value as LaidOutMember | null;
  const numbers = [member?.sid, member?.clientPort, member?.quorumPort, member?.electionPort];
  return (
    numbers.every((each) => Number.isInteger(each)) &&
    (member?.role === 'voter' || member?.role === 'observer')
  );
}

async function withPorts(members: readonly LaidOutMember[], anyPorts: boolean): Promise<LaidOutMember[]> {
  const taken = new Set<number>();
  const innerFrom = randomInt(INNER_PORTS.from, INNER_PORTS.to);
  const clientFrom = anyPorts ? innerFrom : FIRST_CLIENT_PORT;
  const keep = async (port: number, from: number): Promise<number> => {
    if (port === 0 || taken.has(port) || !(await isFree(port))) return takeFreePort(from, taken);
    taken.add(port);
    return port;
  };
  const result: LaidOutMember[] = [];
  for (const member of members) {
    const clientPort = await keep(member.clientPort, clientFrom);
    const quorumPort = await keep(member.quorumPort, innerFrom);
    const electionPort = await keep(member.electionPort, innerFrom);
    result.push({ ...member, clientPort, quorumPort, electionPort });
  }
  return result;
}
