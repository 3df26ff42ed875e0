import { it } from 'vitest';
import { STORM_FRAMES, STORM_TIMEOUT_MS, weather } from './storm.ts';

// In a file of its own, so that both run at the same time.
it(
  `a member takes ${STORM_FRAMES} frames of other seeds without a crash and with a neighbour unharmed`,
  { timeout: STORM_TIMEOUT_MS },
  () => weather(40_231),
);
