import { dirname, join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The zoo.cfg that a verb means. As in zkServer.sh a plain name is looked up in ZOOCFGDIR and anything with a
 * folder is taken as it stands; without ZOOCFGDIR a plain name stands for a file in the working folder.
 */
export function configPath(given: string | null, env: Environment): string {
  const folder = env.ZOOCFGDIR;
  if (given === null) return join(folder ?? 'conf', env.ZOOCFG ?? 'zoo.cfg');
  if (folder === undefined || dirname(given) !== '.' || given.startsWith('.')) return given;
  return join(folder, given);
}
