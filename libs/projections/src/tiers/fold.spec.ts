import type { Fact } from '@rapport/events';
import { given, fact, handleNamed } from '@rapport/fold/given';
import { tiers, type TierDecision } from './fold';
import { nextTier } from './next-tier';

const customer = handleNamed('li');
const decided = { channel: 'rule', handle: customer, handles: [] } as const;
const cutoffs = [
  { tier: 'platinum', rank: 1, value: '90.00' },
  { tier: 'gold', rank: 1 },
  { tier: 'iron', rank: 4, value: '20.00' },
  { tier: 'lead', rank: 20, value: '-3.00' },
];
const said = {
  ...{ run: handleNamed('run'), rule: 'value-pyramid', version: 2, date: '2026-02-01', tier: 'iron', rankTier: 'lead' },
  ...{ since: '2026-01-03', rank: 6, population: 20, share: 0.3, value: '12.50', currency: 'EUR', basis: 'net' },
  ...{ below: 2, cutoffs, evidence: { events: [handleNamed('sale')], count: 1 }, reason: 'rank 6 of 20' },
};
const assigned = fact('TierAssigned', { ...said, endsAt: '2026-02-02T00:00:00.000Z' }, decided) as Fact;
const ended = fact('TierEnded', { ...said, why: 'joined' }, decided) as Fact;

it('keeps each decision with its figures', () => {
  const { eventId: key, recordedAt, position } = assigned;
  given(assigned)
    .when(tiers)
    .then({
      [key]: { key, kind: 'assigned', customer, previousTier: null, recordedAt, position, figures: null, ...said },
    });
});

it('says which tier held when it ended', () => {
  given(assigned, ended)
    .when(tiers)
    .then((rows) => {
      expect(Object.keys(rows)).toEqual([assigned.eventId, ended.eventId]);
      expect(rows[ended.eventId]).toMatchObject({
        ...{ kind: 'ended', customer, rule: 'value-pyramid', date: '2026-02-01', tier: null, previousTier: 'iron' },
        ...{ reason: 'joined', value: null, rank: null },
      });
    });
});

describe('the tier above', () => {
  const at = (rank: number | null, value: string | null, rankTier: string): TierDecision =>
    ({ ...said, rank, value, rankTier }) as unknown as TierDecision;

  it('is the next one that has members', () => {
    expect(nextTier(at(6, '12.50', 'lead'))).toEqual({ tier: 'iron', distance: '7.50' });
    expect(nextTier(at(3, '30.5', 'iron'))).toEqual({ tier: 'platinum', distance: '59.50' });
    expect(nextTier(at(5, '20.00', 'lead'))).toEqual({ tier: 'iron', distance: '0.00' });
  });

  it('is not there at the top, nor for those who are not ranked', () => {
    expect(nextTier(at(1, '90.00', 'platinum'))).toBeNull();
    expect(nextTier(at(null, '0', 'inactive'))).toBeNull();
  });
});
