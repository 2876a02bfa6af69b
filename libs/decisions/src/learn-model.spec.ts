import { readChurnParams, type ChurnParams } from './churn-params';
import { learnModel } from './learn-model';

const { params } = readChurnParams({ model: 'bg-nbd', minCustomers: 20 }) as { readonly params: ChurnParams };
const subjects = (regulars: number, once: number) =>
  Array.from({ length: regulars + once }, (_, n) => ({
    ...{ customer: `c${n}`, bad: [] },
    days: n < regulars ? Array.from({ length: 20 }, (_, k) => k * 10 + (n % 5)) : [n % 150],
  }));
const judged = (regulars: number, once: number, frozen = 150) =>
  learnModel({ kind: 'judge-churn', frozen, until: 240, params, subjects: subjects(regulars, once) });

it('judges no model that the rule would not have had, and says what is missing by which day', () => {
  expect(judged(3, 5)).toEqual({ none: 'by the end of 1970-05-31 only 8 customers had bought, fewer than 20' });
  // A few buy every ten days and all others once: a ranking of these two kinds is perfect, and says nothing.
  expect(judged(8, 300)).toEqual({
    none: 'by the end of 1970-05-31 only 8 customers had bought again, fewer than 20',
  });
  expect(judged(40, 40, -5)).toEqual({ none: 'by the end of 1969-12-27 only 0 customers had bought, fewer than 20' });
  expect(judged(25, 40)).toMatchObject({ model: 'bg-nbd', customers: 65 });
});
