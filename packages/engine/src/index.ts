export type { MemberConfig } from './member/config.ts';
export type { ClientOrigin, ConnectionId, Instant, MemberInput } from './member/input.ts';
export { Member, type RecoveredState } from './member/member.ts';
export { type ClientOrder, type DiskOrder, type LogAppend, Outbox } from './member/outbox.ts';
export type { ConnectionView, LatencySummary, MemberView, SessionView } from './member/view.ts';
export type { RecoveredSession } from './session/session-table.ts';
export { DataTree } from './tree/data-tree.ts';
