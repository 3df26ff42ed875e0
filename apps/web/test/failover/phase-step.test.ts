import { describe, expect, it } from 'vitest';
import { phaseStep } from '../../src/failover/phase-step.ts';
import { view } from './failovers.ts';

describe('a step by phase', () => {
  it('goes to the next beginning, and none beyond the last', () => {
    expect(phaseStep(view, -1, 1)).toBe(9);
    expect(phaseStep(view, 9, 1)).toBe(11);
    expect(phaseStep(view, 11, 1)).toBeNull();
    expect(phaseStep(view, 11, -1)).toBe(9);
  });
});
