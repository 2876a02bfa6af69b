import { lookupIn, type SourceEntry } from './sources';

const entry = (prefix: string, namespace: string, defaultCountry: string | null = null): SourceEntry => ({
  prefix,
  namespace,
  defaultCountry,
  note: null,
});

describe('looking a source up', () => {
  const lookup = lookupIn([entry('pos/', 'tills', 'DE'), entry('pos/berlin', 'berlin'), entry('web', 'shop', 'FR')]);

  it.each([
    ['pos/munich-1', { namespace: 'tills', country: 'DE' }],
    ['pos/berlin-3', { namespace: 'tills', country: 'DE' }],
    ['pos/berlin/till-1', { namespace: 'berlin' }],
    ['web', { namespace: 'shop', country: 'FR' }],
    ['web/shop', { namespace: 'shop', country: 'FR' }],
    ['pos', { namespace: 'tills', country: 'DE' }],
    ['website', { namespace: 'website' }],
    ['postal/1', { namespace: 'postal' }],
    ['/crm/x', { namespace: 'crm' }],
    ['', { namespace: '' }],
  ])('%j has %j', (source, defaults) => expect(lookup(source)).toEqual(defaults));
});
