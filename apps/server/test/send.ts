import { request } from 'node:http';

export interface Sent {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; for answers of the API. */
  json<T>(): T;
}

export interface Sending {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Text goes as it is, all else as JSON. */
  readonly body?: unknown;
}

/** One request with exactly these headers: `fetch` would not let a test lie about its Host. */
export function send(url: string, { method = 'GET', headers = {}, body }: Sending = {}): Promise<Sent> {
  return new Promise((resolve, reject) => {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const type = text === undefined ? {} : { 'content-type': 'application/json' };
    const outgoing = request(url, { method, headers: { ...type, ...headers } }, (incoming) => {
      let received = '';
      incoming.setEncoding('utf8');
      incoming.on('data', (piece) => {
        received += piece;
      });
      incoming.on('end', () =>
        resolve({
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text: received,
          json: <T>() => JSON.parse(received) as T,
        }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}
