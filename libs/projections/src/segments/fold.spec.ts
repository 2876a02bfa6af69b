import type { Fact } from '@rapport/events';
import { fact, given, handleNamed } from '@rapport/fold/given';
import { segments } from './fold';

const customer = handleNamed('li');
const decided = { channel: 'rule', handle: customer, handles: [] } as const;
const about = { run: handleNamed('run'), rule: 'runners', version: 2, date: '2026-02-01' };
const found = { value: '120.00', figures: { orders: 3 }, reason: 'orders 3 (at least 3)' };
const counted = {
  population: 20,
  basis: 'net',
  currency: 'EUR',
  evidence: { events: [handleNamed('sale')], count: 3 },
};
const entered = fact(
  'SegmentEntered',
  { ...about, ...found, ...counted, endsAt: '2026-02-02T00:00:00.000Z' },
  decided,
) as Fact;

it('keeps who entered, with the figures that decided', () => {
  const { eventId: key, recordedAt, position } = entered;
  const row = { key, kind: 'entered', customer, ...about, ...found, ...counted, recordedAt, position } as const;
  given(entered)
    .when(segments)
    .then({ [key]: { ...row, segment: 'runners', since: '2026-02-01', why: null } });
});

it('keeps who left, since when they were in it, and why', () => {
  const left = { ...about, date: '2026-03-01', since: '2026-02-01' };
  const noLonger = fact('SegmentLeft', { ...left, ...found, why: 'no-longer' }, decided) as Fact;
  const objected = fact('SegmentLeft', { ...left, why: 'objected' }, decided) as Fact;
  given(entered, noLonger, objected)
    .when(segments)
    .then((rows) => {
      expect(rows[noLonger.eventId]).toMatchObject({
        kind: 'left',
        segment: null,
        ...left,
        ...found,
        why: 'no-longer',
      });
      expect(rows[objected.eventId]).toMatchObject({
        ...{ kind: 'left', segment: null, why: 'objected', reason: 'objected', value: null, figures: null },
      });
    });
});
