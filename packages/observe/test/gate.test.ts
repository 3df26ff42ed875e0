import { describe, expect, it } from 'vitest';
import { Gate } from '../src/gate.ts';

describe('Gate', () => {
  it('lets so many in at once, the others in order, and goes on after a failure', async () => {
    const gate = new Gate(3);
    const started: number[] = [];
    const finish: (() => void)[] = [];
    const tasks = Array.from({ length: 7 }, (_, i) =>
      gate
        .run(
          () =>
            new Promise<void>((resolve, reject) => {
              started.push(i);
              finish[i] = () => (i === 1 ? reject(new Error('one fails')) : resolve());
            }),
        )
        .catch((error: Error) => error.message),
    );
    await Promise.resolve();
    expect(started).toEqual([0, 1, 2]);
    for (let i = 0; i < 7; i++) {
      finish[i]?.();
      await tasks[i];
      expect(started.length - i).toBeLessThanOrEqual(4);
    }
    expect(started).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(await tasks[1]).toBe('one fails');
  });
});
