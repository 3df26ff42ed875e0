export type { EventBody, EventStamp, MemberStatus, Mode, TimelineEvent } from './event.ts';
