import { typeDefinition, checkData } from '@rapport/events';
import { carried } from '@rapport/fold/given';
import { joinCustomers, splitCustomer, type KnownEdge, type PersonCommand } from './person-commands';
import { survivorOf } from './survivor';

const node = (name: string) => carried(name.replace(/\d+$/, ''), name);
const command: PersonCommand = {
  ...{ by: 'key a-17', at: '2026-11-20T10:00:00.000Z', reason: 'sealed reason', correlationId: 'c-1' },
};
const edge = (one: string, other: string, more: Partial<KnownEdge> = {}): KnownEdge => {
  const [a, b] = [node(one).handle, node(other).handle].sort() as [string, string];
  return { a, b, asserted: true, verdict: null, generation: 1, linked: true, ...more };
};
const codeOf = (outcome: ReturnType<typeof joinCustomers>) => (outcome.ok ? 'ok' : outcome.code);
const saidBy = (outcome: ReturnType<typeof joinCustomers>) =>
  outcome.ok
    ? outcome.events.map(({ body }) => JSON.parse(body) as { data: object; sealed: object; meta: object })
    : [];

describe('joining', () => {
  it('links the two survivors, whoever is named first', () => {
    const [one, other] = [
      [node('email1'), node('userId1')],
      [node('phone2'), node('loyaltyCard2')],
    ];
    const [said] = saidBy(joinCustomers(one, other, [], command));
    const [a, b] = [node('userId1').handle, node('loyaltyCard2').handle].sort();
    expect(said).toMatchObject({ data: { a, b, generation: 1, by: 'person', evidence: null, why: 'joined' } });
    expect(said).toMatchObject({ sealed: { reason: 'sealed reason' }, meta: { by: 'key a-17', correlationId: 'c-1' } });
    expect(joinCustomers(other, one, [], command)).toEqual(joinCustomers(one, other, [], command));
  });

  it('takes the next number when the pair was decided before', () => {
    const known = edge('userId1', 'userId2', { generation: 4, linked: false, verdict: 'split' });
    const [said] = saidBy(joinCustomers([node('userId1')], [node('userId2')], [known], command));
    expect(said).toMatchObject({ data: { generation: 5 } });
  });

  it('refuses the unknown and the already joined', () => {
    expect(codeOf(joinCustomers([], [node('userId1')], [], command))).toBe('unknown-customer');
    expect(codeOf(joinCustomers([node('userId1')], [node('userId1'), node('email1')], [], command))).toBe(
      'same-customer',
    );
  });

  it('says what the language understands', () => {
    const [said] = saidBy(joinCustomers([node('userId1')], [node('userId2')], [], command));
    expect(typeDefinition('IdentifiersLinked')).toBeDefined();
    expect(checkData('IdentifiersLinked', said!.data)).toEqual([]);
  });
});

describe('splitting', () => {
  const customer = ['userId1', 'email1', 'phone1'].map(node);
  const off = [node('email1').handle];

  it('cuts every pair across the line that is linked or asserted, and no other', () => {
    const edges = [
      edge('userId1', 'email1'),
      edge('email1', 'phone1', { linked: false, generation: 2 }),
      edge('userId1', 'phone1'),
      edge('email1', 'userId9'),
    ];
    const said = saidBy(splitCustomer(customer, off, edges, command)) as { data: { generation: number } }[];
    expect(said.map(({ data }) => data.generation).sort()).toEqual([2, 3]);
    expect(said.every(({ data }) => (data as unknown as { why: string }).why === 'split')).toBe(true);
    expect(checkData('IdentifiersUnlinked', said[0]!.data)).toEqual([]);
  });

  it('leaves alone what a person has split before', () => {
    const split = edge('userId1', 'email1', { linked: false, verdict: 'split' });
    expect(saidBy(splitCustomer(customer, off, [split, edge('email1', 'phone1')], command))).toHaveLength(1);
  });

  it('refuses to take off nobody, everybody, or somebody else', () => {
    expect(codeOf(splitCustomer([], off, [], command))).toBe('unknown-customer');
    expect(codeOf(splitCustomer(customer, [], [], command))).toBe('nothing-to-split');
    expect(
      codeOf(
        splitCustomer(
          customer,
          customer.map(({ handle }) => handle),
          [],
          command,
        ),
      ),
    ).toBe('nothing-to-split');
    expect(codeOf(splitCustomer(customer, [node('userId2').handle], [], command))).toBe('not-of-customer');
  });
});

describe('the survivor', () => {
  it('is the strongest identifier, then the least handle, whatever the order', () => {
    const handles = ['phone1', 'email1', 'userId1', 'userId2'].map(node);
    const least = [node('userId1').handle, node('userId2').handle].sort()[0];
    expect(survivorOf(handles)).toBe(least);
    expect(survivorOf([...handles].reverse())).toBe(least);
    expect(survivorOf([node('deviceId1'), node('shoeSize1')])).toBe(node('deviceId1').handle);
  });
});
