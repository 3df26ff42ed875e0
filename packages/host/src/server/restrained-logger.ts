import type { Logger } from './logger.ts';

const WINDOW_MS = 1000;
/** Lines of a second that are passed on. */
const LINES_PER_WINDOW = 50;

/**
 * Passes on the first lines of each second and counts the rest: for what strangers can cause, so that a flood of
 * connections is not also one of lines.
 */
export function restrainedLogger(logger: Logger, nowMs: () => number): Logger {
  let windowStartMs = Number.NEGATIVE_INFINITY;
  let lines = 0;
  const restrained = (level: keyof Logger) => (message: string) => {
    const atMs = nowMs();
    if (atMs - windowStartMs >= WINDOW_MS) {
      if (lines > LINES_PER_WINDOW)
        logger.warn(`${lines - LINES_PER_WINDOW} more messages about connections were left out`);
      windowStartMs = atMs;
      lines = 0;
    }
    lines += 1;
    if (lines <= LINES_PER_WINDOW) logger[level](message);
  };
  return { info: restrained('info'), warn: restrained('warn'), error: restrained('error') };
}
