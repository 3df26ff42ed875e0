import { describe, expect, it } from 'vitest';
import { consequenceSentence } from '../../src/ensemble/consequence.ts';
import { en } from '../../src/i18n/en.ts';
import type { Translate } from '../../src/i18n/language.ts';
import { ensemble, member } from './members.ts';

const t: Translate = (key, fill = {}) => {
  const message = en[key];
  return typeof message === 'function' ? (message as (fill: object) => string)(fill) : message;
};

describe('what a control will bring', () => {
  it('names the election that follows from killing the leader', () => {
    const told = consequenceSentence(ensemble(), { action: 'kill', member: 2 }, t);
    expect(told).toMatch(/^Kills zk-2\. 2 of 3 voters stay and elect a new leader\./);
  });

  it('warns before the quorum is lost', () => {
    const whole = ensemble();
    const members = [member(1, { thread: 'killed', state: 'down' }), ...whole.members.slice(1)];
    const told = consequenceSentence({ ...whole, members }, { action: 'kill', member: 3 }, t);
    expect(told).toContain('Leaves 1 of 3 voters, 2 needed: quorum will be lost.');
  });

  it('says that a cut between two followers changes nothing for the quorum', () => {
    const told = consequenceSentence(ensemble(), { action: 'cut', a: 1, b: 3 }, t);
    expect(told).toContain('Cuts the link between zk-1 and zk-3.');
    expect(told).toContain('quorum kept');
  });
});
