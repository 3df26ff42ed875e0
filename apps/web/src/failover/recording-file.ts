import type { FailoverView } from '@vivarium/contract';

const FORMAT = 'vivarium-failover';
const VERSION = 1;

/** A record as a file that opens again, here or with whom it is sent to. */
export function recordingText(view: FailoverView): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, record: view }, null, 1)}\n`;
}

export function recordingName({ summary }: FailoverView): string {
  const day = new Date(summary.startedAtMs).toISOString().slice(0, 19).replaceAll(':', '-');
  return `failover-e${summary.toEpoch ?? 'x'}-${day}.json`;
}

/** What a file must have to be played; anything else about it is shown as it is. */
export type RecordingFault = 'notJson' | 'notRecording' | 'otherVersion';

export class RecordingError extends Error {
  readonly fault: RecordingFault;

  constructor(fault: RecordingFault) {
    super(fault);
    this.fault = fault;
  }
}

/** @throws RecordingError when the text is no record that this page can play */
export function readRecording(text: string): FailoverView {
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    throw new RecordingError('notJson');
  }
  if (!isObject(read) || read.format !== FORMAT) throw new RecordingError('notRecording');
  if (read.version !== VERSION) throw new RecordingError('otherVersion');
  const { record } = read;
  if (!isObject(record) || !isObject(record.summary)) throw new RecordingError('notRecording');
  const { summary, lanes, marks } = record;
  const isWhole =
    typeof summary.startedAtMs === 'number' &&
    isObject(summary.cause) &&
    isListOf(lanes, ({ member, bands }) => typeof member === 'number' && Array.isArray(bands)) &&
    isListOf(marks, ({ kind, tMs, n }) => typeof kind === 'string' && isFiniteTime(tMs) && isFiniteTime(n));
  if (!isWhole) throw new RecordingError('notRecording');
  return record as unknown as FailoverView;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isFiniteTime = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value);

const isListOf = (value: unknown, fits: (each: Record<string, unknown>) => boolean): boolean =>
  Array.isArray(value) && value.every((each) => isObject(each) && fits(each));
