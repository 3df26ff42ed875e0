import type { EventType } from '@vivarium/jute';
import { OpCode } from '@vivarium/jute';
import * as operations from '../../src/operations.ts';
import { Rig, request, requestOf, server } from './rig.ts';

/**
 * Plays a transcript and writes it anew: lines at the margin are what happens to the machine, the indented
 * ones what it does. A transcript is right when it comes out as it went in.
 */
export function play(text: string): string {
  const inputs = text.split('\n').filter((line) => !line.startsWith('  '));
  const setting = inputs.find((line) => line.startsWith('hosts '))?.slice(6) ?? 'a:1';
  const words = setting.split(' ');
  const hosts = (words[0] ?? '').split(',').map((host) => {
    const [name = '', port = ''] = host.split(':');
    return { host: name, port: Number(port) };
  });
  const rig = new Rig(hosts, {
    ...(words.includes('readOnly') ? { acceptReadOnly: true } : {}),
    ...(words.includes('narrow') ? { maxOutstanding: 2, maxRequestBytes: 40 } : {}),
  });
  const written: string[] = [];
  for (const line of inputs) {
    written.push(line);
    if (line !== '' && !line.startsWith('#') && !line.startsWith('hosts ')) act(rig, line);
    for (const did of rig.lines.splice(0)) written.push(`  ${did}`);
  }
  return written.join('\n');
}

function act(rig: Rig, line: string): void {
  const [verb = '', ...rest] = line.split(' ');
  const asked = requestOf(line, rig.nowMs);
  if (asked !== null) {
    rig.step(asked);
    return;
  }
  if (verb === 'pass') {
    rig.pass(Number(rest[0]));
    return;
  }
  rig.step(inputOf(rig, verb, rest, line));
}

function inputOf(rig: Rig, verb: string, rest: readonly string[], line: string): Parameters<Rig['step']>[0] {
  switch (verb) {
    case 'start':
      return { type: 'start' };
    case 'up':
      return { type: 'connectionUp' };
    case 'down':
      return { type: 'connectionDown', cause: rest.join(' ') };
    case 'stall':
      rig.nowMs += Number(rest[0]);
      return { type: 'tick', nowMs: rig.nowMs };
    case 'auth': {
      const body = { type: 0, scheme: rest[0], auth: null };
      return { type: 'addAuth', request: request(line, operations.ADD_AUTH, body) };
    }
    case 'close': {
      const asked = request('close', operations.CLOSE_SESSION, null, null, rig.nowMs + 2_000);
      return { type: 'close', request: asked };
    }
    case '<':
      return { type: 'received', bytes: serverBytes(rig, rest) };
    default:
      throw new Error(`"${line}" is no line of a transcript`);
  }
}

function serverBytes(rig: Rig, [what = '', ...rest]: readonly string[]): Uint8Array {
  const named = Object.fromEntries(rest.map((word) => word.split('=') as [string, string]));
  const zxid = Number(named.zxid ?? 0);
  const err = Number(named.err ?? 0);
  switch (what) {
    case 'accept':
      return server.accept(BigInt(named.session ?? 0), Number(named.timeout), rest.includes('readOnly'));
    case 'refuse':
      return server.accept(0n, 0);
    case 'pong':
      return server.reply(-2, OpCode.ping, zxid, 0);
    case 'auth':
      return server.reply(-4, OpCode.auth, 0, err);
    case 'setWatches':
      return server.reply(-8, OpCode.setWatches, zxid, err);
    case 'event':
      return server.event(rest[0] as keyof typeof EventType, rest[1] ?? '', Number(named.zxid ?? -1));
    case 'bytes':
      return Uint8Array.from(Buffer.from(rest.join(''), 'hex'));
    default: {
      const xid = Number(what);
      return server.reply(xid, rig.sent.get(xid) ?? OpCode.delete, zxid, err);
    }
  }
}
