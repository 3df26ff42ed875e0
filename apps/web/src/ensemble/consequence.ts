import type { ControlBody, EnsembleView } from '@vivarium/contract';
import { consequenceOf } from '@vivarium/timeline';
import type { Translate } from '../i18n/language.ts';
import { nameOfMember } from './appearance.ts';

/** What will follow from a control, in a sentence or two, told before it is used. */
export function consequenceSentence(ensemble: EnsembleView, control: ControlBody, t: Translate): string {
  const { standing, members } = ensemble;
  const { cuts, leader } = standing;
  const consequence = consequenceOf({ members, cuts, leader }, control);
  const { outcome, voters, needed, after, clientsMove, cutOff } = consequence;
  const does = doingOf(ensemble, control, t);
  const follows = t(`outcome.${outcome}`, { after, voters, needed });
  const told = [`${does} ${follows}`];
  if (cutOff.length > 0 && outcome === 'quorumKept') {
    const names = cutOff.map((id) => nameOfMember(ensemble, id)).join(', ');
    told.push(t('outcome.cutOff', { names }));
  }
  if (clientsMove > 0) told.push(t('outcome.clientsMove', { n: clientsMove }));
  return told.join(' ');
}

function doingOf(ensemble: EnsembleView, control: ControlBody, t: Translate): string {
  if (control.action === 'cut' || control.action === 'heal') {
    const a = nameOfMember(ensemble, control.a);
    const b = nameOfMember(ensemble, control.b);
    return t(`doing.${control.action}`, { a, b });
  }
  return t(`doing.${control.action}`, { name: nameOfMember(ensemble, control.member) });
}
