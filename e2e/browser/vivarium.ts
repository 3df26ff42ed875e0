import { test as base, type Page } from '@playwright/test';
import { type ZooKeeper, ZooKeeperError } from '@vivarium/client';
import { Vivarium } from '../harness/vivarium-up.ts';

export { Vivarium };

const AT_ONCE = 500;

interface Worker {
  readonly vivarium: Vivarium;
}

interface Each {
  /** A client that is not the page's. */
  readonly other: ZooKeeper;
  /** Takes away what a story has left in the tree: the next one finds it as after a start. */
  readonly tidied: undefined;
  /** Requests that left the page's origin, and errors of its console: a test may expect none. */
  readonly strays: string[];
}

/** Stories share one `vivarium up`; each works under paths of its own, and leaves none behind. */
export const test = base.extend<Each, Worker>({
  vivarium: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the fixtures used here.
    async ({}, use) => {
      const vivarium = await Vivarium.start();
      await use(vivarium);
      await vivarium.discard();
    },
    { scope: 'worker' },
  ],
  other: async ({ vivarium }, use) => {
    const client = await vivarium.client();
    await use(client);
    await client.close();
  },
  tidied: [
    async ({ vivarium }, use, info) => {
      await use(undefined);
      // After a failure the next story gets a `vivarium up` of its own.
      if (info.status !== info.expectedStatus) return;
      const client = await vivarium.client();
      await uprootBelow(client, '/');
      await client.close();
    },
    { auto: true },
  ],
  strays: [
    async ({ page, vivarium }, use) => {
      const strays: string[] = [];
      page.on('request', (request) => {
        const { origin, protocol } = new URL(request.url());
        if (origin !== vivarium.origin && protocol !== 'data:') strays.push(`request to ${request.url()}`);
      });
      page.on('pageerror', (error) => strays.push(`error: ${error.message}`));
      page.on('console', (message) => {
        if (/Content Security Policy|Trusted/i.test(message.text())) strays.push(message.text());
      });
      await use(strays);
    },
    { auto: true },
  ],
});

export { expect } from '@playwright/test';

/** ZooKeeper's own nodes stay. */
async function uprootBelow(client: ZooKeeper, path: string): Promise<void> {
  const { children } = await client.getChildren(path);
  const paths = children
    .map((name) => `${path === '/' ? '' : path}/${name}`)
    .filter((child) => child !== '/zookeeper');
  for (let from = 0; from < paths.length; from += AT_ONCE)
    await Promise.all(paths.slice(from, from + AT_ONCE).map((child) => uproot(client, child)));
}

async function uproot(client: ZooKeeper, path: string): Promise<void> {
  try {
    await client.delete(path);
  } catch (error) {
    // What a story has made private, or what a session's end has taken by now.
    if (!(error instanceof ZooKeeperError) || error.codeName !== 'NOTEMPTY') return;
    await uprootBelow(client, path);
    await client.delete(path).catch(() => {});
  }
}

/** The row of a znode in the tree. */
export function row(page: Page, path: string) {
  return page.locator(`[role=treeitem][data-path=${JSON.stringify(path)}]`);
}

/** The editor of a node's data, once its code is there. */
export function editor(page: Page) {
  return page.locator('.cm-content[aria-label="Data of the node, editable"]');
}

export function treeUrl(path: string, more = ''): string {
  return `/c/local/tree?path=${encodeURIComponent(path)}${more}`;
}

/** How many visible elements wear the leader's colour. */
export function amber(page: Page, selector: string): Promise<number> {
  return page.evaluate((among) => {
    const probe = document.createElement('i');
    probe.style.color = 'light-dark(#ab7a08, #f0b44c)';
    document.body.append(probe);
    const leader = getComputedStyle(probe).color;
    probe.remove();
    return [...document.querySelectorAll(among)].filter((element) => {
      const { color, backgroundColor, fill, stroke } = getComputedStyle(element);
      return element.checkVisibility() && [color, backgroundColor, fill, stroke].includes(leader);
    }).length;
  }, selector);
}
