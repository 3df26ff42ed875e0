import type { SearchBody } from '@vivarium/contract';
import type { Replica, SearchHit } from '../../replica/replica.ts';
import { nameOf } from '../../znodes/znode-path.ts';
import type { Job } from '../job.ts';
import { type Matcher, matcherOf } from '../matcher.ts';
import { upToDate, walk } from '../walk.ts';
import type { Tools } from './tools.ts';

const AROUND = 40;
const HITS_MAX = 100_000;
/** Text of one node that is looked through. */
const TEXT_BYTES_MAX = 1_048_576;

/** Looks through names and data of a subtree; hits come as they are found. */
export async function searchTree(job: Job, tools: Tools): Promise<void> {
  const body = job.spec.body as SearchBody;
  const match = matcherOf(body);
  const wants = { data: body.in.includes('data'), acl: false, isOnlyLook: true };
  job.names('looked', 'names', 'data', 'hidden');
  const replica = isForReplica(body) ? await upToDate(job, tools, body.under) : null;
  if (replica !== null) return searchReplica(job, replica, body);
  for await (const chunk of walk(job, tools, body.under, wants)) {
    for (const { path, data, stat, fault } of chunk) {
      job.add('looked');
      if (fault !== null) job.add('hidden');
      if (body.in.includes('name') && match(nameOf(path)) !== null) {
        job.add('names');
        job.item('name', path, { bytes: stat.dataLength });
      }
      const found = data == null ? null : textHit(match, data);
      if (found === null) continue;
      job.add('data');
      job.item('data', path, { detail: found, bytes: stat.dataLength });
    }
    job.advance(chunk.length);
  }
  job.expect(job.counted('looked'));
}

/** It compares bytes: letters beyond ASCII have no other case there. */
function isForReplica({ as, matchCase, query }: SearchBody): boolean {
  return as === 'text' && (matchCase || [...query].every((char) => char <= '\u007f'));
}

async function searchReplica(job: Job, replica: Replica, body: SearchBody): Promise<void> {
  const isInBoth = body.in.includes('name') && body.in.includes('data');
  const where = isInBoth ? 'both' : body.in.includes('name') ? 'names' : 'data';
  const wanted = {
    text: body.query,
    where,
    under: body.under,
    isCaseSensitive: body.matchCase,
    limit: HITS_MAX,
  } as const;
  const take = ({ where: place, path, excerpt, bytes }: SearchHit): void => {
    job.add(place === 'name' ? 'names' : 'data');
    const detail = place === 'name' ? {} : { detail: Buffer.from(excerpt).toString('utf8') };
    job.item(place, path, { ...detail, bytes });
  };
  const { nodeCount } = replica;
  job.expect(nodeCount);
  let told = 0;
  const end = await replica.search(wanted, take, job.signal, (done) => {
    const by = Math.round(done * nodeCount) - told;
    told += by;
    job.advance(by);
  });
  job.signal.throwIfAborted();
  job.add('looked', end.searched);
  job.expect(end.searched);
  job.advance(end.searched - told);
}

/** The text around the first hit; bytes that are no UTF-8 are marks in it. */
function textHit(match: Matcher, data: Uint8Array): string | null {
  const text = Buffer.from(data.buffer, data.byteOffset, Math.min(data.length, TEXT_BYTES_MAX)).toString(
    'utf8',
  );
  const at = match(text);
  return at === null ? null : text.slice(Math.max(0, at - AROUND), at + 2 * AROUND);
}
