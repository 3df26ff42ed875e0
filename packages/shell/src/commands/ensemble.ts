import type { Reconfiguration } from '@vivarium/client';
import { type Command, type CommandCall, flag, valued } from '../command.ts';
import { asShellError } from '../failure.ts';
import { printStat, statJson } from '../print-stat.ts';
import { ShellError } from '../shell-error.ts';
import { dataText } from './read.ts';

const STATS = flag('s', 'stats');

const config: Command = {
  name: 'config',
  usage: '[-c] [-w] [-s]',
  right: 'view',
  syntax: { options: [STATS, flag('w', 'watch'), flag('c', 'client connection string')] },
  leastWords: 1,
  async run(call) {
    const { data, stat } = await call.zk.getConfig({ ...call.request, ...call.watch('data') });
    const text = dataText(data);
    call.world.out(call.has('c') ? clientAddresses(text) : text);
    if (call.has('s')) printStat(call.world, stat);
    return { config: text, stat: statJson(stat) };
  },
};

/** The version, then `host:port` for clients of every server that names one. */
function clientAddresses(config: string): string {
  const lines = config.split(/\r?\n/).map((line) => line.trim());
  const version = lines.find((line) => line.startsWith('version='))?.slice('version='.length) ?? '';
  const addresses = lines
    .filter((line) => line.startsWith('server.'))
    .map((line) => /;([^;]+)$/.exec(line)?.[1] ?? '')
    .map((address) => (/^\d+$/.test(address) ? `0.0.0.0:${address}` : address));
  return `${version} ${addresses.join(',')}`;
}

const reconfig: Command = {
  name: 'reconfig',
  usage:
    '[-s] [-v version] [[-file path] | [-members serverID=host:port1:port2;port3[,...]*]] | ' +
    '[-add serverId=host:port1:port2;port3[,...]]* [-remove serverId[,...]*]',
  right: 'operate',
  syntax: {
    options: [
      STATS,
      valued('v', 'required current config version'),
      valued('file', 'path of config file to parse for membership'),
      valued('members', 'comma-separated list of config strings for non-incremental reconfig'),
      valued('add', 'comma-separated list of config strings for new servers'),
      valued('remove', 'comma-separated list of server IDs to remove'),
    ],
  },
  leastWords: 1,
  async run(call) {
    const change = await changeOf(call);
    const { data, stat } = await call.zk.reconfigure(change, call.request).catch((error: unknown) => {
      throw asShellError(error, '');
    });
    call.world.out(`Committed new configuration:\n${dataText(data)}`);
    if (call.has('s')) printStat(call.world, stat);
    return { config: dataText(data), stat: statJson(stat) };
  },
};

/** @throws ShellError for options that do not go together */
async function changeOf(call: CommandCall): Promise<Reconfiguration> {
  const whole = call.has('file') || call.has('members');
  const step = call.has('add') || call.has('remove');
  if (!whole && !step) throw new ShellError(`reconfig ${reconfig.usage}`);
  const version = call.value('v');
  if (call.has('v') && !/^[+-]?[0-9a-fA-F]{1,16}$/.test(version)) {
    throw new ShellError('-v must be followed by a long (configuration version)');
  }
  if (whole && step) {
    throw new ShellError(
      "Can't use -file or -members together with -add or -remove (mixing incremental and non-incremental modes " +
        'is not allowed)',
    );
  }
  if (call.has('file') && call.has('members')) {
    throw new ShellError("Can't use -file and -members together (conflicting non-incremental modes)");
  }
  return {
    ...(call.has('v') ? { fromConfig: Number.parseInt(version, 16) } : {}),
    ...(call.has('add') ? { joining: call.value('add').toLowerCase() } : {}),
    ...(call.has('remove') ? { leaving: call.value('remove').toLowerCase() } : {}),
    ...(call.has('members') ? { members: call.value('members').toLowerCase() } : {}),
    ...(call.has('file') ? { members: await membersIn(call, call.value('file')) } : {}),
  };
}

/** The lines of a configuration file that say who is a member. */
async function membersIn({ world }: CommandCall, path: string): Promise<string> {
  if (world.readTextFile === null) throw new ShellError('There are no files here: use -members');
  let text: string;
  try {
    text = await world.readTextFile(path);
  } catch (error) {
    throw new ShellError(`Error processing ${path}: ${(error as Error).message}`);
  }
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const members = lines.filter((line) => /^(server|group|weight)\./.test(line));
  if (members.length === 0) throw new ShellError(`Error processing ${path}: it names no server`);
  return members.join('\n');
}

export const ENSEMBLE_COMMANDS: readonly Command[] = [config, reconfig];
