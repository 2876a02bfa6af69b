import fc from 'fast-check';
import { contactMeasures, type Contact } from './contacts';
import { fcrByCaller, fcrByMatter, type ResolutionContact } from './resolution';
import { SERVICE_LEVEL_FORMS, serviceLevel } from './service-level';

const answered = (waited: number, handled: number): Contact => ({ outcome: 'answered', waited, handled });
const abandoned = (waited: number): Contact => ({ outcome: 'abandoned', waited, handled: 0 });
const left: Contact = { outcome: 'left', waited: 0, handled: 0 };
const day = [
  answered(0, 100),
  answered(10, 200),
  answered(30, 60),
  answered(60, 40),
  abandoned(5),
  abandoned(90),
  left,
];

describe('what a contact centre is measured by', () => {
  it('is computed by hand the same', () => {
    expect(contactMeasures(day)).toEqual({
      ...{ offered: 6, answered: 4, abandoned: 2, left: 1, abandonRate: 1 / 3 },
      ...{ asa: 25, asaQueued: 100 / 3, aht: 100, waitMedian: 20, waitP90: 51, timeToAbandon: 47.5 },
    });
    expect(contactMeasures([])).toMatchObject({ offered: 0, abandonRate: null, asa: null, aht: null, waitP90: null });
    expect(() => contactMeasures([answered(-1, 0)])).toThrow('contact 1: times must be finite, from 0');
  });

  it('has a service level in each of its four forms', () => {
    const shares = SERVICE_LEVEL_FORMS.map((form) => serviceLevel(day, 20, form).share);
    expect(shares).toEqual([2 / 4, 2 / 6, 2 / 5, 3 / 6]);
    expect(serviceLevel([left], 20, 'of-offered')).toEqual({ form: 'of-offered', within: 20, share: null });
    expect(() => serviceLevel(day, Number.NaN, 'of-offered')).toThrow('T must be finite');
  });

  it('has a service level that only rises with T, and forms in their order', () => {
    const contact = fc.tuple(fc.boolean(), fc.nat(60)).map(([isAnswered, wait]) => (isAnswered ? answered(wait, 1) : abandoned(wait))); // prettier-ignore
    fc.assert(
      fc.property(fc.array(contact, { minLength: 1 }), fc.nat(60), fc.nat(60), (all, one, other) => {
        const at = (within: number) => SERVICE_LEVEL_FORMS.map((form) => serviceLevel(all, within, form).share ?? 1);
        const [sooner, later] = [at(Math.min(one, other)), at(Math.max(one, other))];
        for (const nth of [0, 1, 3]) expect(later[nth]!).toBeGreaterThanOrEqual(sooner[nth]!);
        const [, ofOffered, without, asMet] = sooner;
        expect(without!).toBeGreaterThanOrEqual(ofOffered!);
        expect(asMet!).toBeGreaterThanOrEqual(ofOffered!);
      }),
    );
  });
});

describe('first-contact resolution', () => {
  const DAY = 86_400_000;
  const call = (caller: string | null, at: number, matter: string | null = 'bill', isAnswered = true): ResolutionContact => ({
    ...{ caller, matter, at: at * DAY, answered: isAnswered },
  }); // prettier-ignore
  const window = { windowMs: 7 * DAY, until: 20 * DAY };

  it('is of those who do not call again in time, about anything or about the same', () => {
    const calls = [call('a', 0), call('a', 7), call('a', 15), call('b', 1), call('b', 2, 'delivery'), call(null, 3)];
    expect(fcrByCaller(calls, window)).toEqual({ contacts: 5, resolved: 3, rate: 0.6 });
    expect(fcrByMatter(calls, window)).toEqual({ contacts: 5, resolved: 4, rate: 0.8 });
  });

  it('counts a call that nobody answered as calling again, and looks only at those whose window is over', () => {
    expect(fcrByCaller([call('a', 1), call('a', 2, null, false)], window)).toEqual({
      contacts: 1,
      resolved: 0,
      rate: 0,
    });
    expect(fcrByCaller([call('a', 21)], window)).toEqual({ contacts: 0, resolved: 0, rate: null });
    expect(() => fcrByCaller([], { windowMs: 0, until: 0 })).toThrow('a window must be above 0');
  });
});
