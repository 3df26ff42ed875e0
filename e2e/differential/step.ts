import type { Zxid } from '@vivarium/jute';

/** How a connection asks for a session. */
export type Attach =
  /** A new session; the usual timeout keeps it alive over any stall of the machine. */
  | { readonly as: 'new'; readonly timeoutMs: number }
  /** The slot's own session with its password. */
  | { readonly as: 'same' }
  | { readonly as: 'wrongPassword' }
  /** A session that never was. */
  | { readonly as: 'unknown' }
  /** Claims to have seen a zxid of the future. */
  | { readonly as: 'fromTheFuture' };

/** One step of a script. The same step goes to both servers. */
export type Step =
  | {
      readonly kind: 'request';
      readonly slot: number;
      readonly xid: number;
      readonly type: number;
      /** The body; zxids in it are relative to each server's own first one. */
      readonly body: (relativeZxid: (zxid: number) => Zxid) => Uint8Array;
      /** A path that this request finds out about for the script. */
      readonly probes?: string;
      /** For the reader of a report. */
      readonly text: string;
    }
  /** Bytes as they are, the length included. */
  | { readonly kind: 'raw'; readonly slot: number; readonly bytes: Uint8Array; readonly text: string }
  | {
      readonly kind: 'open';
      readonly slot: number;
      readonly attach: Attach;
      /** Without the readOnly byte, as clients before 3.4. */
      readonly short: boolean;
    }
  /** The client drops its socket without a word. */
  | { readonly kind: 'drop'; readonly slot: number };

/** What one server did in answer to a step, in a form that can be compared. */
export interface Outcome {
  /** Frames on the acting slot's connection, in order, decoded and masked. */
  readonly frames: readonly unknown[];
  readonly closed: boolean;
  /** What the other slots were sent: events in order, and whether they were closed. */
  readonly others: ReadonlyMap<number, { readonly frames: readonly unknown[]; readonly closed: boolean }>;
}

export function describe(step: Step): string {
  switch (step.kind) {
    case 'request':
      return `slot ${step.slot} xid ${step.xid} ${step.text}`;
    case 'raw':
      return `slot ${step.slot} raw ${step.text}`;
    case 'open':
      return `slot ${step.slot} connects: ${JSON.stringify(step.attach)}${step.short ? ' without readOnly' : ''}`;
    case 'drop':
      return `slot ${step.slot} drops its socket`;
  }
}
