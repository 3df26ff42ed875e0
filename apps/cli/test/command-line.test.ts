import { expect, it } from 'vitest';
import { launcher, run } from './built.ts';

it.each([
  [['--help'], 0, /^Usage: vivarium <command>/, /^$/],
  [[], 2, /^Usage: vivarium <command>/, /^$/],
  [['fly'], 2, /^$/, /^vivarium: there is no command "fly"; "vivarium --help" lists them\n$/],
  [['toString'], 2, /^$/, /there is no command "toString"/],
  [['server', 'fly'], 2, /^$/, /^vivarium server: Usage: vivarium server .*start-foreground/],
  [['server', '--help'], 0, /^Usage: vivarium server/, /^$/],
  [
    ['server', 'status', '/nowhere/zoo.cfg'],
    1,
    /^$/,
    /cannot read the configuration \/nowhere\/zoo\.cfg: ENOENT\n$/,
  ],
  [
    ['server', 'version'],
    0,
    /^Vivarium ZooKeeper, version 3\.9\.5-vivarium-\d+\.\d+\.\d+ \d{4}-\d\d-\d\d \d\d:\d\d UTC\n$/,
    /^$/,
  ],
  [['up', '--port', 'many'], 2, /^$/, /^vivarium up: --port many: a number from 0 to 65535 is wanted\n$/],
  [['up', '--fly'], 2, /^$/, /^vivarium up: Unknown option '--fly'/],
  [['log', 'print'], 2, /^$/, /^vivarium log: write "vivarium log print FILE"\n$/],
  [['log', 'print', '/nowhere/log.1'], 1, /^$/, /^vivarium log: cannot open \/nowhere\/log\.1: ENOENT\n$/],
])('vivarium %j', async (args, code, stdout, stderr) => {
  const ended = await run(launcher, args as string[]);
  expect(ended.stdout).toMatch(stdout as RegExp);
  expect(ended.stderr).toMatch(stderr as RegExp);
  expect(ended.code).toBe(code);
});
