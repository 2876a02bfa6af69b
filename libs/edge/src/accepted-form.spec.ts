import { acceptedOf } from './accepted-form';

const forms = ['application/json', 'text/csv'] as const;

describe('the form that is asked for', () => {
  it.each([
    ['text/csv', 'text/csv'],
    ['text/csv, application/json', 'text/csv'],
    ['text/csv; q=0.9, application/json', 'application/json'],
    ['application/json;q=0.5, TEXT/CSV ; header=present ; Q=0.8', 'text/csv'],
    ['text/csv;q=0, application/json', 'application/json'],
    ['text/csv;q=0', 'application/json'],
    ['text/csv;q=x, */*', 'application/json'],
    ['*/*', 'application/json'],
    ['image/png', 'application/json'],
    ['', 'application/json'],
    [undefined, 'application/json'],
  ])('by %j is %s', (accept, form) => expect(acceptedOf(accept, forms)).toBe(form));
});
