/** A connection as `cons` tells it. */
export interface ConnectionLine {
  readonly address: string;
  readonly session: bigint;
  readonly timeoutMs: number;
  readonly establishedMs: number;
  readonly lastOp: string;
  readonly received: number;
  readonly sent: number;
}

/** ` /127.0.0.1:50112[1](queued=0,recved=12,sent=12,sid=0x1…,lop=PING,est=1700…,to=15000,…)`; others have no session. */
const LINE = /^ ?\/?(.+)\[\d+\]\(([^)]*)\)$/;

export function parseCons(text: string): ConnectionLine[] {
  const lines: ConnectionLine[] = [];
  for (const line of text.split('\n')) {
    const match = LINE.exec(line.trimEnd());
    if (match === null) continue;
    const facts = new Map<string, string>();
    for (const pair of (match[2] as string).split(',')) {
      const at = pair.indexOf('=');
      if (at > 0) facts.set(pair.slice(0, at), pair.slice(at + 1));
    }
    const session = hexOf(facts.get('sid'));
    if (session === null) continue;
    lines.push({
      address: match[1] as string,
      session,
      timeoutMs: numberOf(facts.get('to')),
      establishedMs: numberOf(facts.get('est')),
      lastOp: facts.get('lop') ?? 'NA',
      received: numberOf(facts.get('recved')),
      sent: numberOf(facts.get('sent')),
    });
  }
  return lines;
}

/** `0x…` as a session id; null for what is none. */
export function hexOf(text: string | undefined): bigint | null {
  return text !== undefined && /^0x[0-9a-f]{1,16}$/.test(text) ? BigInt(text) : null;
}

function numberOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
