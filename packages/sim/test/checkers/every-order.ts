import { type RegisterOperation, type RegisterState, step } from '../../src/index.ts';

/** Tries every order: the definition itself. */
export function isLinearizable(left: readonly RegisterOperation[], state: RegisterState): boolean {
  const answered = left.filter((each) => Number.isFinite(each.returnedUs));
  if (answered.length === 0) return true;
  const firstEnd = Math.min(...answered.map((each) => each.returnedUs));
  return left.some((each) => {
    if (each.invokedUs > firstEnd) return false;
    const after = step(state, each);
    return (
      after !== undefined &&
      isLinearizable(
        left.filter((other) => other !== each),
        after,
      )
    );
  });
}
