export { type RegisterOperation, type RegisterState, step } from './checkers/linearizability/register.ts';
export { search, type Verdict } from './checkers/linearizability/search.ts';
export type { Boot, MemberFactory, SimMember } from './host/member-host.ts';
export { FAULT_KINDS, type FaultKind, type Settings } from './run/settings.ts';
export { type RunOptions, type RunResult, type RunStatus, simulate } from './run/simulate.ts';
export { INVARIANTS, type InvariantId, type Violation } from './run/violation.ts';
