import type { DemoFact, ScenarioView } from '@vivarium/contract';
import { parentOf } from '../tree/path.ts';

/** Where the recipe of a scenario can be seen; null before anybody has told of a node. */
export function stageOf({ facts }: ScenarioView): string | null {
  for (const fact of facts) {
    const path = nodeOf(fact);
    if (path !== null) return path;
  }
  return null;
}

function nodeOf({ what, path }: DemoFact): string | null {
  if (path === null) return null;
  switch (what) {
    case 'published':
    case 'told':
      return path;
    case 'registered':
    case 'waits':
    case 'holds':
    case 'joined':
    case 'put':
    case 'claimed':
      return parentOf(path);
    default:
      return null;
  }
}
