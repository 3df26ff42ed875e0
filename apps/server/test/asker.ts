import { type JobItem, type JobItems, type JobResult, type JobView, UPLOAD_TYPE } from '@vivarium/contract';
import { enter, sessionStands, type TestDashboard } from './dashboard.ts';
import { type Sent, send } from './send.ts';

/** The page's part without its socket: it asks, and follows jobs by asking again. */
export class Asker {
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;

  private constructor(base: string, headers: Readonly<Record<string, string>>) {
    this.base = base;
    this.headers = headers;
  }

  /** Resolves when znodes are answered for. */
  static async enter(page: TestDashboard): Promise<Asker> {
    const cookie = await enter(page);
    await sessionStands(page.base, cookie);
    return new Asker(page.base, { cookie, origin: page.base });
  }

  /** For a page that has entered already. */
  static of(base: string, headers: Readonly<Record<string, string>>): Asker {
    return new Asker(base, headers);
  }

  get(path: string): Promise<Sent> {
    return send(`${this.base}${path}`, { headers: this.headers });
  }

  post(path: string, body: unknown): Promise<Sent> {
    return send(`${this.base}${path}`, { method: 'POST', headers: this.headers, body });
  }

  /** A file for an import. */
  upload(text: string): Promise<Sent> {
    const headers = { ...this.headers, 'content-type': UPLOAD_TYPE };
    return send(`${this.base}/api/transfer/upload`, { method: 'POST', headers, body: text });
  }

  /** Starts a job; the answer must be one. */
  async start(path: string, body: unknown): Promise<JobView> {
    const sent = await this.post(path, body);
    if (sent.status !== 200) throw new Error(`${path}: ${sent.status} ${sent.text}`);
    return sent.json<JobResult>().job;
  }

  async job(id: string): Promise<JobView> {
    return (await this.get(`/api/jobs/one?id=${id}`)).json<JobResult>().job;
  }

  /** Follows a job until it is as wanted; by default until it has ended. */
  async until(id: string, isSo = (job: JobView) => job.endedAtMs !== null): Promise<JobView> {
    for (;;) {
      const job = await this.job(id);
      if (isSo(job)) return job;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  /** Starts one and follows it to its end. */
  async run(path: string, body: unknown): Promise<JobView> {
    return this.until((await this.start(path, body)).id);
  }

  async items(id: string): Promise<JobItem[]> {
    const all: JobItem[] = [];
    for (;;) {
      const page = (await this.get(`/api/jobs/items?id=${id}&from=${all.length}`)).json<JobItems>();
      all.push(...page.items);
      if (!page.more) return all;
    }
  }
}

export function countOf(job: JobView, name: string): number {
  return job.counts.find(([each]) => each === name)?.[1] ?? 0;
}
