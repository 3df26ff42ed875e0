import { FAULT_TEXTS, type Fault } from '@vivarium/contract';

/** An answer that is not the one asked for; `fault` says why and what to do. */
export class ApiFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`${fault.code}: ${fault.meaning}`);
    this.fault = fault;
  }
}

export function faultOf(error: unknown): Fault {
  return error instanceof ApiFault ? error.fault : { code: 'INTERNAL', ...FAULT_TEXTS.INTERNAL };
}

async function call<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      ...init,
      credentials: 'same-origin',
      cache: 'no-store',
      redirect: 'error',
    });
  } catch {
    throw new ApiFault({ code: 'UNREACHABLE', ...FAULT_TEXTS.UNREACHABLE });
  }
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return body as T;
  if (isFault(body)) throw new ApiFault(body);
  throw new ApiFault({ code: 'INTERNAL', ...FAULT_TEXTS.INTERNAL });
}

function isFault(body: unknown): body is Fault {
  return typeof body === 'object' && body !== null && 'code' in body && 'meaning' in body && 'next' in body;
}

/** Reads; rejects with `ApiFault`. */
export const get = <T>(path: string, signal?: AbortSignal) =>
  call<T>(path, { method: 'GET', ...(signal ? { signal } : {}) });
/** Asks for a change, or for what is too long for a URL; rejects with `ApiFault`. */
export const post = <T>(path: string, body: unknown) =>
  call<T>(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
