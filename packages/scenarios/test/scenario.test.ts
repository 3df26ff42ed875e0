import { ZooKeeper } from '@vivarium/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { perform, removeTree, SCENARIOS, type ScenarioName } from '../src/index.ts';
import { OnMember } from './on-member.ts';

let member: OnMember;
beforeAll(async () => {
  member = await OnMember.start();
});
afterAll(() => member.end());

const names = Object.keys(SCENARIOS) as ScenarioName[];
const endless = new AbortController().signal;

describe('on one member', () => {
  it.each(names)('%s comes about', async (name) => {
    const log = await perform(name, `/plays/${name}`, { stage: member.stage(), signal: endless });
    expect(log.facts.map(({ n }) => n)).toEqual(log.facts.map((_, at) => at + 1));
    expect(log.facts.filter(({ what }) => what === 'sessionLost')).toEqual([]);
  });

  it.each(names)('%s comes about though the member restarts in the middle', async (name) => {
    const disturb = () => member.restart();
    await perform(name, `/disturbed/${name}`, { stage: member.stage(), signal: endless, disturb });
  });

  it('tells what did not come about when it is ended', async () => {
    const ending = new AbortController();
    const disturb = async () => ending.abort(new Error('enough'));
    const play = perform('masterElection', '/ended', {
      stage: member.stage(),
      signal: ending.signal,
      disturb,
    });
    await expect(play).rejects.toThrow('It did not come about that B takes over: enough');
  });

  it('leaves nodes that can be removed', async () => {
    const client = new ZooKeeper(member.connectString);
    await client.connect();
    await client.create('/kept');
    for (const path of ['/kept/a', '/kept/a/b', '/kept/c']) await client.create(path);
    await removeTree(client, '/kept');
    expect(await client.exists('/kept')).toBeNull();
    await removeTree(client, '/kept');
    await client.close();
  });
});
