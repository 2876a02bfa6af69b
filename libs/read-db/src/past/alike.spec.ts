import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { carried, fact } from '@rapport/fold/given';
import { sayingAlike } from './alike';

/** As from the store: no part of one is a part of another one. */
const parsed = (facts: readonly Fact[]): Fact[] => JSON.parse(JSON.stringify(facts)) as Fact[];

const [card, mail] = [carried('loyaltyCard', 'a'), carried('email', 'b')];
const envelope = fc.record({
  handles: fc.constantFrom([card], [mail], [card, mail], [mail, card], [{ ...card, sealed: 'cell' }], [{ ...card, sealed: 'other' }], []), // prettier-ignore
  meta: fc.constantFrom(undefined, {}, { by: 'x' }, { by: 'y' }, { by: 'x', historical: true }, { historical: true }),
  sealed: fc.constantFrom({}, { note: 'cell' }, { note: 'other' }),
  stream: fc.constantFrom('customer-a', 'customer-b'),
});
const eventOf = ({ meta, ...rest }: typeof envelope extends fc.Arbitrary<infer One> ? One : never): Fact =>
  fact('MailOpened', {}, { ...rest, ...(meta && { meta }) }) as Fact;

describe('events that say things alike', () => {
  it('say what they said', () => {
    const law = fc.property(fc.array(envelope, { maxLength: 12 }), (told) => {
      const facts = told.map(eventOf);
      const shared = parsed(facts).map(sayingAlike());
      expect(JSON.stringify(shared)).toBe(JSON.stringify(facts));
    });
    fc.assert(law);
  });

  it('say it by the same objects, stream by stream', () => {
    const [a, b] = ['a', 'b'].map((name) => ({ stream: `customer-${name}`, meta: { by: name }, handles: [card] }));
    const [one, other, two] = parsed([a, b, a].map((more) => fact('MailOpened', {}, more!) as Fact)).map(sayingAlike());
    expect(two!.handles).toBe(one!.handles);
    expect(two!.meta).toBe(one!.meta);
    expect(two!.sealed).toBe(other!.sealed);
    expect(other!.meta).not.toBe(one!.meta);
  });
});
