import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where `status` asks, and what it says before. */
export interface ClientAddress {
  readonly host: string;
  readonly port: number;
  readonly secure: boolean;
}

/** What was found, and the lines that Apache's script prints on the way. */
export interface Search {
  readonly lines: readonly string[];
  readonly found: ClientAddress | null;
}

/**
 * Looks for a client port where zkServer.sh looks: clientPort, the line of this server in the file or in the
 * dynamic file, secureClientPort. It reads the text and not the configuration, so that it also answers for a
 * file that the server would refuse.
 */
export function findClientAddress(configText: string): Search {
  const lines: string[] = [];
  const plain = setting(configText, 'clientPort');
  if (plain !== null && /^[0-9]+$/.test(plain)) {
    const host = setting(configText, 'clientPortAddress') ?? 'localhost';
    return { lines, found: { host, port: Number(plain), secure: false } };
  }
  const listed = ownServerLine(configText, lines);
  if (listed !== null) return { lines, found: listed };
  lines.push('Client port not found. Looking for secureClientPort in the static config.');
  const secure = setting(configText, 'secureClientPort');
  if (secure === null) {
    lines.push('Unable to find either secure or unsecure client port in any configs. Terminating.');
    return { lines, found: null };
  }
  const host = setting(configText, 'secureClientPortAddress') ?? 'localhost';
  return { lines, found: { host, port: Number(secure), secure: true } };
}

/** The value of the last line that begins with the key. */
export function setting(configText: string, key: string): string | null {
  const escaped = key.replaceAll('.', '\\.');
  const found = [
    ...configText.matchAll(new RegExp(`^[ \\t]*${escaped}[ \\t]*[=:][ \\t]*(.*?)[ \\t]*\\r?$`, 'gm')),
  ];
  const value = found.at(-1)?.[1];
  return value === undefined || value === '' ? null : value;
}

function ownServerLine(configText: string, lines: string[]): ClientAddress | null {
  const myid = readIfThere(join(setting(configText, 'dataDir') ?? '', 'myid'))?.trim();
  if (myid === undefined || !/^[0-9]+$/.test(myid)) {
    lines.push('myid could not be determined, will not able to locate clientPort in the server configs.');
    return null;
  }
  let line = setting(configText, `server.${myid}`);
  if (line === null || !line.includes(';')) {
    lines.push('Client port not found in static config file. Looking in dynamic config file.');
    const dynamic = readIfThere(setting(configText, 'dynamicConfigFile') ?? '');
    line = dynamic === undefined ? null : setting(dynamic, `server.${myid}`);
  }
  const client = /;(?:(.*):)?([0-9]+)$/.exec(line ?? '');
  if (client === null) {
    lines.push('Client port not found in the server configs');
    return null;
  }
  const host = client[1]?.replace(/^\[|\]$/g, '') ?? 'localhost';
  return { host, port: Number(client[2]), secure: false };
}

function readIfThere(path: string): string | undefined {
  return path !== '' && existsSync(path) ? readFileSync(path, 'latin1') : undefined;
}
