import { it } from 'vitest';
import { STORM_FRAMES, STORM_TIMEOUT_MS, weather } from './storm.ts';

it(
  `a member takes ${STORM_FRAMES} frames, sound and mutated, without a crash and with a neighbour unharmed`,
  { timeout: STORM_TIMEOUT_MS },
  () => weather(20_231),
);
