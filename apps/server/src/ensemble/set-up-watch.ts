import type { ZooKeeper } from '@vivarium/client';
import type { ReasonView } from '@vivarium/contract';
import { askFourLetterWord, type PolledMember, setUpFaults, type ToldList } from '@vivarium/observe';

/** Configurations change when somebody changes them; each question is a line in an Apache member's log. */
const LOOK_MS = 60_000;
/** Until somebody has told anything. */
const FIRST_LOOK_MS = 2_000;
const CONFIG_DEADLINE_MS = 2_000;
const CONFIG_PATH = '/zookeeper/config';

export interface SetUpWatchOptions {
  /** Who is asked; may change in place. */
  readonly members: readonly PolledMember[];
  /** The connected client of now; throws without one. */
  readonly client: () => ZooKeeper;
  /** Told after each look. */
  readonly onReasons: (reasons: readonly ReasonView[]) => void;
}

/**
 * Looks after the set-up of an ensemble whose members do not tell of it themselves: by `conf` where it is allowed, else by
 * the configuration in the tree.
 *
 * @returns what ends it
 */
export function watchSetUp({ members, client, onReasons }: SetUpWatchOptions): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const look = async (): Promise<void> => {
    const [told, config] = await Promise.all([listsOf(members), configOf(client)]);
    if (isOver) return;
    onReasons(
      setUpFaults(told, config).map(({ fault, seenBy, means }) => ({ ...fault, seenBy: [...seenBy], means })),
    );
    const isTold = told.length > 0 || config !== null;
    timer = setTimeout(() => void look(), isTold ? LOOK_MS : FIRST_LOOK_MS);
  };
  void look();
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

async function listsOf(members: readonly PolledMember[]): Promise<ToldList[]> {
  const answers = await Promise.all(
    members.map(async (member) => ({ id: member.id, answer: await askFourLetterWord(member, 'conf') })),
  );
  return answers.flatMap(({ id, answer }) => (answer.outcome === 'text' ? [{ id, text: answer.text }] : []));
}

/** Null without a connection, or where it is forbidden or not there. */
async function configOf(client: () => ZooKeeper): Promise<string | null> {
  try {
    const { data } = await client().getData(CONFIG_PATH, { deadlineMs: CONFIG_DEADLINE_MS });
    return Buffer.from(data ?? []).toString('utf8');
  } catch {
    return null;
  }
}
