import { typeDefinitions } from '@rapport/events';
import { subjectsOf } from './subjects';

const subjects = subjectsOf({ prefix: 'acme', purposes: { ads: 'Advertising' }, projections: ['shops'] });
const named = (name: string) => subjects.find((one) => one.name === name);

/** What later drafts brought, in which a registry would see nothing to compare. */
const LATER = ['$defs', 'prefixItems', 'unevaluatedProperties', 'unevaluatedItems', 'dependentRequired', '$dynamicRef', 'minContains']; // prettier-ignore
const wordsOf = (value: unknown): readonly string[] =>
  typeof value === 'object' && value !== null
    ? [...(Array.isArray(value) ? [] : Object.keys(value)), ...Object.values(value).flatMap(wordsOf)]
    : [];

describe('the subjects of a schema registry', () => {
  it('are one for each topic and type that is published', () => {
    const names = subjects.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(
      expect.arrayContaining([
        'acme.interactions.v1-io.rapport.purchase-made.v1',
        'acme.decisions.v1-io.rapport.identifiers-linked.v1',
        'acme.customers.v1-io.rapport.customer-state.v1',
        'acme.purpose-ads.v1-io.rapport.customer-state.v1',
        'acme.projection-shops.v1-io.rapport.projection-row.v1',
      ]),
    );
    expect(names).toHaveLength(typeDefinitions().length + 3);
  });

  it('are what is published, in words that the draft has which registries compare', () => {
    const { schema } = named('acme.interactions.v1-io.rapport.purchase-made.v1')!;
    expect(schema).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      type: 'object',
      properties: { orderId: { type: 'string' }, amount: { type: 'string' } },
      required: expect.arrayContaining(['orderId', 'currency', 'amount']),
    });
    expect(subjects.flatMap((one) => wordsOf(one.schema)).filter((word) => LATER.includes(word))).toEqual([]);
  });

  it('have no personal fields', () => expect(JSON.stringify(subjects)).not.toContain('x-personal'));
});
