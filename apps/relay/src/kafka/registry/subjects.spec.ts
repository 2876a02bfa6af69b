import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { typeDefinitions } from '@rapport/events';
import { subjectsOf } from './subjects';

const subjects = subjectsOf({ prefix: 'acme', purposes: { ads: 'Advertising' } });
const named = (name: string) => subjects.find((one) => one.name === name);

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
      ]),
    );
    expect(names).toHaveLength(typeDefinitions().length + 2);
  });

  it('are JSON Schemas that take what is published and refuse what is not of that shape', () => {
    const ajv = addFormats(new Ajv({ strict: false }));
    const check = ajv.compile(named('acme.interactions.v1-io.rapport.purchase-made.v1')!.schema);
    expect(check({ orderId: 'B3-1', currency: 'EUR', amount: '12.90', field: 'of a later release' })).toBe(true);
    expect(check({ orderId: 'B3-1', currency: 'EUR', amount: 12.9 })).toBe(false);
    for (const { schema } of subjects) expect(() => ajv.compile(schema)).not.toThrow();
  });

  it('have no personal fields', () => expect(JSON.stringify(subjects)).not.toContain('x-personal'));
});
