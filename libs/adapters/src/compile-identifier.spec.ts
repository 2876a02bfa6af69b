import { mapRows } from './given';
import { columnsOfHeader } from './row';

const identified = (identifier: object, ...row: string[]) => {
  const spec = { source: 's', channel: 'web', events: [{ type: 'T', occurredAt: '2026-01-01T00:00:00Z', identifiers: [identifier] }] }; // prettier-ignore
  const { events, faulty } = mapRows(spec, columnsOfHeader(['a', 'b']), [[...row, ''].slice(0, 2)]);
  return faulty[2] ?? events[0]!.event.identifiers;
};
const phone = { type: 'phone', value: '{a}' };

describe('an identifier of a line', () => {
  it('goes out as it stands, and the instance judges it', () => {
    expect(identified(phone, 'n/a')).toEqual([{ type: 'phone', value: 'n/a' }]);
    expect(identified({ type: 'userId', value: '{a}', issuer: '{b}' }, '17', 'shop')).toEqual([
      { type: 'userId', value: '17', issuer: 'shop' },
    ]);
  });

  it('is left out where it is none, when it is tried only', () => {
    for (const [type, text] of [
      ['phone', 'n/a'],
      ['email', 'foo@'],
      ['userId', 'null'],
    ])
      // prettier-ignore
      expect(identified({ type, value: '{a}', try: true }, text!)).toEqual([]);
    expect(identified({ type: 'email', value: '{a}', try: true }, 'li@example.com')).toEqual([
      { type: 'email', value: 'li@example.com' },
    ]);
  });

  it('is a phone of a country that the mapping or the line says', () => {
    const german = [{ type: 'phone', value: '+4930123456' }];
    expect(identified({ ...phone, country: 'DE' }, '(030) 123456')).toEqual(german);
    expect(identified({ ...phone, country: '{b}' }, '030 123456', 'de')).toEqual(german);
    expect(identified({ ...phone, country: 'DE', try: true }, 'anonymous')).toEqual([]);
    expect(identified({ ...phone, country: 'DE' }, 'Li Wei')).toMatch(
      /^events\[0\]\.identifiers\[0\]: no phone number/,
    );
    expect(identified({ ...phone, country: 'DE' }, 'Li Wei')).not.toMatch(/Li Wei/);
  });

  it('is left to the instance where only its source may know the country', () => {
    expect(identified({ ...phone, try: true }, '030 123456')).toEqual([{ type: 'phone', value: '030 123456' }]);
    expect(identified({ ...phone, country: '{b}' }, '030 123456')).toEqual([{ type: 'phone', value: '030 123456' }]);
  });

  it('tries or does not', () => {
    expect(() => identified({ ...phone, try: 'yes' })).toThrow(/try: must be true or false/);
  });
});
