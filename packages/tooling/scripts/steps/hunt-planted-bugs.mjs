// Fresh seeds against each planted bug: how many it takes until the simulator finds it. Runs from source, under tsx.
// node --conditions=@vivarium/source --import tsx hunt-planted-bugs.mjs FIRST_SEED MOST_SEEDS
import { simulate } from '@vivarium/sim';

const { PLANTED_BUGS } = await import(new URL('../../../sim/test/planted-bugs.ts', import.meta.url).href);
const first = Number(process.argv[2]);
const most = Number(process.argv[3]);
const MINUTES = 2;

let missed = 0;
for (const { name, factory, members } of PLANTED_BUGS) {
  let tried = 0;
  let status = '';
  while (status !== 'violation' && tried < most) {
    ({ status } = simulate({ seed: first + tried, members, observers: 0, minutes: MINUTES, factory }));
    tried++;
  }
  const found = status === 'violation';
  if (!found) missed++;
  console.log(
    found
      ? `a member of ${members} that ${name}: found by seed ${first + tried - 1}, the ${tried}. that was tried`
      : `a member of ${members} that ${name}: NOT FOUND by seeds ${first}..${first + most - 1}`,
  );
}
console.log(`${PLANTED_BUGS.length - missed} of ${PLANTED_BUGS.length} planted bugs found`);
process.exit(missed === 0 ? 0 : 1);
