import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedEnsemble, lineLogger } from '@vivarium/host';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Dashboard, startDashboard } from '../../src/index.ts';
import { PageClient } from '../page-client.ts';

let dataDir: string;
let ensemble: EmbeddedEnsemble;
let dashboard: Dashboard;
let page: PageClient;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vivarium-set-up-'));
  ensemble = await EmbeddedEnsemble.prepare({
    dataDir: join(dataDir, 'members'),
    size: { voters: 2, observers: 0 },
    anyPorts: true,
    logger: lineLogger(() => undefined),
  });
  const connect = ensemble.members.map(({ clientPort }) => `127.0.0.1:${clientPort}`).join(',');
  await ensemble.start();
  dashboard = await startDashboard({
    port: 0,
    dataDir: join(dataDir, 'dashboard'),
    connect,
    print: () => undefined,
  });
  page = await PageClient.enter(dashboard);
});
afterAll(async () => {
  await page.close();
  await dashboard.close();
  await ensemble.stop();
  await rm(dataDir, { recursive: true });
});

describe('an ensemble that runs elsewhere', () => {
  it('says what is wrong with its set-up, and what told it', async () => {
    await page.until(() => page.ensemble?.standing.reasons.some(({ means }) => means === 'srvr') === true);
    const { reasons } = page.ensemble?.standing ?? {};
    expect(reasons).toEqual([
      { kind: 'evenVoters', voters: 2, seenBy: expect.arrayContaining([1]), means: 'srvr' },
    ]);
  });
});
