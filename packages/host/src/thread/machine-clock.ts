const NS_PER_MS = 1e6;

/**
 * What turns `performance.now()` of this thread into the machine's monotonic clock, which all threads share. Each thread
 * counts from its own start; that start as a wall time would not do, for the wall clock may have been set meanwhile.
 */
const OFFSET_MS = Number(process.hrtime.bigint()) / NS_PER_MS - performance.now();

/** A time of this thread, on the machine's clock, ms. */
export function toMachineMs(threadMs: number): number {
  return threadMs + OFFSET_MS;
}

/** A time of the machine's clock, on that of this thread, ms. */
export function fromMachineMs(machineMs: number): number {
  return machineMs - OFFSET_MS;
}
