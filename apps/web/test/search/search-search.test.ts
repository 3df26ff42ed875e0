import { expect, it } from 'vitest';
import { validateSearchSearch } from '../../src/search/search-search.ts';

it('the address of a search keeps what is known and valid', () => {
  const whole = { q: 'a b', in: 'name', under: '/x', as: 'glob', case: '1', view: 'sizes', job: 'ab-1' };
  expect(validateSearchSearch(whole)).toEqual(whole);
  const wrong = {
    q: '',
    in: 'both',
    under: 'x',
    as: 'regexp',
    case: '0',
    view: 'all',
    job: '../x',
    more: '1',
  };
  expect(validateSearchSearch(wrong)).toEqual({});
  expect(validateSearchSearch({ under: '/' })).toEqual({});
});
