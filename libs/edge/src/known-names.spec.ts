import { knownChannels, knownTypes } from './known-names';

const said = (read: () => unknown): string => {
  try {
    read();
    return '';
  } catch (error) {
    return (error as { detail: string }).detail;
  }
};

describe('names of types and channels in a parameter', () => {
  it('are those that there are, also what we say ourselves', () => {
    expect(knownTypes('PurchaseMade,DayEnded')).toEqual(['PurchaseMade', 'DayEnded']);
    expect(knownChannels('web,business,rule')).toEqual(['web', 'business', 'rule']);
    expect([knownTypes(undefined), knownChannels(undefined)]).toEqual([undefined, undefined]);
  });

  it('that there are not are said to be so, because they would find nothing for ever', () => {
    expect(said(() => knownTypes('PurchaseMade,PurchasMade'))).toBe(
      'type: there is no such event type; did you mean PurchaseMade?',
    );
    expect(said(() => knownChannels('shop'))).toMatch(
      /^channel: there is no such channel; there are web, call, .*task$/,
    );
    expect(said(() => knownTypes('li@example.com'))).not.toContain('li@');
  });

  it('are not none', () => {
    expect([said(() => knownTypes('')), said(() => knownChannels(','))]).toEqual([
      'type names none',
      'channel names none',
    ]);
  });
});
