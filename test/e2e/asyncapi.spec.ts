import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { typeDefinition, typeDefinitions } from '@rapport/events';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { givenFacts } from './golden-facts';
import { type Installation, startInstallation } from './installation';
import { card, email, purchase } from './touchpoints';

type Loose = Record<string, any>;
const reference = join(__dirname, '../../docs/reference');
const read = (name: string): Loose => JSON.parse(readFileSync(join(reference, name), 'utf8')) as Loose;
const document = read('asyncapi.json');
const at = (pointer: string): unknown =>
  pointer
    .split('/')
    .slice(1)
    .reduce<any>((part, name) => part?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document);
const refsIn = (part: unknown): string[] =>
  typeof part !== 'object' || part === null
    ? []
    : Object.entries(part).flatMap(([name, inner]) => (name === '$ref' ? [String(inner)] : refsIn(inner)));
const typesOf = (channel: string): string[] =>
  Object.keys(document['channels'][channel].messages).filter((name) => typeDefinition(name));

/** What is wrong with a value by a part of the document. */
const validatorOf = (pointer: string): ((value: unknown) => string[]) => {
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema({ components: document['components'] }, 'urn:rapport:asyncapi');
  const validate = ajv.compile({ $ref: `urn:rapport:asyncapi${pointer}` });
  return (value) => (validate(value) ? [] : (validate.errors ?? []).map((one) => `${one.instancePath} ${one.message}`));
};

describe('the AsyncAPI document', () => {
  it('is whole: every reference leads somewhere, every operation to a channel of its own', () => {
    const refs = [...new Set(refsIn(document))];
    expect(refs.length).toBeGreaterThan(200);
    expect(refs.filter((one) => at(one) === undefined)).toEqual([]);
    expect(document['asyncapi']).toBe('3.0.0');
    const operations = Object.values<Loose>(document['operations']);
    const channels = operations.map(({ channel }) => channel.$ref);
    expect(channels.sort()).toEqual(
      Object.keys(document['channels'])
        .map((name) => `#/channels/${name}`)
        .sort(),
    );
    for (const { action } of operations) expect(['send', 'receive']).toContain(action);
    for (const one of Object.values<Loose>(document['channels'])) {
      expect([typeof one['address'], Object.keys(one['messages']).length > 0]).toEqual(['string', true]);
    }
  });

  it('has every event type on one topic, under the name that CloudEvents have for it', () => {
    const published = [...typesOf('interactions'), ...typesOf('decisions')];
    expect(published.sort()).toEqual(
      typeDefinitions()
        .map(({ type }) => type)
        .sort(),
    );
    expect(typesOf('interactions')).toEqual(expect.arrayContaining(['PurchaseMade', 'InteractionCorrected']));
    expect(typesOf('decisions')).toEqual(
      expect.arrayContaining(['IdentifiersLinked', 'TierAssigned', 'CustomerErased']),
    );
    expect(document['components'].messages['PurchaseMade'].name).toBe('io.rapport.purchase-made.v1');
  });

  it('shows no personal field as if it were published, and all others', () => {
    for (const { type, schema, personal } of typeDefinitions()) {
      const shown = document['components'].schemas[type];
      const fields = Object.keys(schema.properties ?? {}).filter((name) => !personal.has(name));
      expect([type, Object.keys(shown.properties)]).toEqual([type, fields]);
      for (const name of fields) expect(shown.properties[name]).toEqual(schema.properties![name]);
      expect(shown.required ?? []).toEqual((schema.required ?? []).filter((name) => !personal.has(name)));
    }
  });

  const faultsOf = validatorOf('#/components/schemas/LoggedEvent');

  it('describes what is in the log, of every version of every type', () => {
    const facts = givenFacts();
    expect(facts.length).toBeGreaterThan(2 * typeDefinitions().length - 1);
    for (const fact of facts) expect([fact.type, fact.id, faultsOf(fact)]).toEqual([fact.type, fact.id, []]);
  });

  it('finds what is not as it says', () => {
    const fact = givenFacts().find(({ type }) => type === 'PurchaseMade')!;
    const { eventId: _id, ...nameless } = fact;
    expect(faultsOf(nameless)).toEqual([expect.stringContaining('eventId')]);
    expect(faultsOf({ ...fact, position: 5 })).toHaveLength(1);
    expect(faultsOf({ ...fact, data: { ...fact.data, amount: 12 } }).join()).toContain('/data/amount');
    expect(faultsOf({ ...fact, data: {} }).join()).toContain('orderId');
  });

  it('says no more of an event than the schemas whose compatibility is checked', () => {
    for (const [name, file] of [
      ['LoggedEvent', 'logged-event'],
      ['RecordHeaders', 'record-headers'],
      ['ClaimCheck', 'claim-check'],
      ['StateHeaders', 'state-headers'],
      ['CustomerState', 'customer-state'],
    ] as const) {
      const { allOf: _byType, ...shown } = document['components'].schemas[name];
      const { $id: _id, $schema: _schema, ...published } = read(`schemas/${file}.json`);
      expect([name, shown]).toEqual([name, published]);
    }
    for (const { type, version } of typeDefinitions()) {
      const { properties } = read(`schemas/${type}.v${version}.json`);
      expect(properties).toMatchObject(document['components'].schemas[type].properties);
    }
  });
});

describe('a running server', () => {
  let rapport: Installation;
  beforeAll(async () => void (rapport = await startInstallation({}, { withProjector: false })));
  afterAll(() => rapport.stop());

  it('gives it out as it lies in the reference, and events that are as it says', async () => {
    const { status, headers, body } = await rapport.as('agent').get('/asyncapi.json');
    expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^application\/json/)]);
    expect(body).toEqual(document);
    await rapport.as('integrator').post('/v1/interactions', purchase([card('LC-1'), email('li@example.com')]));
    const { events } = (await rapport.as('integrator').get('/v1/events')).body;
    expect(events.length).toBeGreaterThan(0);
    const faultsOf = validatorOf('#/components/schemas/LoggedEvent');
    expect(events.map(faultsOf)).toEqual(events.map(() => []));
  });
});
