import { LogUnreachable, MomentToCome, PastBusy, TooMuchHistory } from '@rapport/read-db';
import { asOfOf, dayEndedBy } from './as-of';
import type { QueryParts } from './parts';
import { customerThen, personThen, positionThen } from './then';

const POSITION = '0000000a-0000000000000000007';
const failing = (error: Error): QueryParts => {
  const fail = () => Promise.reject(error);
  return {
    past: { positionAt: fail, person: fail, history: fail, customer: fail, entry: fail },
  } as unknown as QueryParts;
};

describe('what a question about the past fails with', () => {
  it.each([
    [
      new LogUnreachable(new Error('no route')),
      { status: 503, code: 'log-unreachable', headers: { 'retry-after': '5' } },
    ],
    [new PastBusy(), { status: 503, code: 'past-busy' }],
    [
      new TooMuchHistory(9),
      { status: 422, code: 'too-much-history', detail: expect.stringContaining('more than 9 events') },
    ],
    [new MomentToCome(), { status: 400, code: 'as-of-to-come' }],
  ])('%s', async (error, problem) => {
    const asked = positionThen(failing(error), { recorded: '2026-01-01T00:00:00.000Z' }, undefined);
    await expect(asked).rejects.toMatchObject(problem);
    await expect(customerThen(failing(error), 'id', POSITION)).rejects.toMatchObject(problem);
  });

  it('is thrown on where it is none of these', async () => {
    const error = new Error('a fault of ours');
    await expect(personThen(failing(error), 'id', POSITION)).rejects.toBe(error);
  });

  it('is that nobody is known, before the first event', async () => {
    const parts = failing(new Error('is not asked'));
    await expect(personThen(parts, 'id', '')).rejects.toMatchObject({ code: 'not-found' });
    await expect(customerThen(parts, 'id', '')).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('the moments of a question', () => {
  const now = new Date('2026-11-20T12:00:00.000Z');

  it('are none, one or both, in UTC', () => {
    expect(asOfOf({}, now)).toBeUndefined();
    expect(asOfOf({ asOfRecorded: '2026-11-20T14:03:00+02:00' }, now)).toEqual({
      recorded: '2026-11-20T12:03:00.000Z',
    });
    expect(asOfOf({ asOfOccurred: '2026-11-20T12:00:00Z', asOfRecorded: '2026-01-01T00:00:00.5Z' }, now)).toEqual({
      ...{ recorded: '2026-01-01T00:00:00.500Z', occurred: '2026-11-20T12:00:00.000Z' },
    });
  });

  it('have happened', () =>
    expect(() => asOfOf({ asOfOccurred: '2026-11-20T12:00:00.001Z' }, now)).toThrow('still to come'));

  it('come after the day whose end decided last', () => {
    expect(dayEndedBy('2026-11-20T12:00:00.000Z')).toBe('2026-11-19');
    expect(dayEndedBy('2026-03-01T00:00:00.000Z')).toBe('2026-02-28');
  });
});
