import { readFileSync } from 'node:fs';

/** Resident memory of a process, KiB. Source: VmRSS of /proc. */
export function residentKiB(pid: number | undefined): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const found = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  if (found === null) throw new Error(`no VmRSS of process ${pid}`);
  return Number(found[1]);
}
