export type { MemberConfig } from './member/config.ts';
export type { ClientOrigin, ConnectionId, Instant, MemberInput } from './member/input.ts';
export { type ClientOrder, type DiskOrder, type LogAppend, Outbox } from './member/outbox.ts';
export type { ConnectionView, LatencySummary, MemberView, SessionView } from './member/view.ts';
