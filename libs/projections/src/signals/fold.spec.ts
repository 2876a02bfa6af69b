import type { Fact } from '@rapport/events';
import { fact, given, handleNamed } from '@rapport/fold/given';
import { signals } from './fold';

const customer = handleNamed('li');
const decided = { channel: 'rule', handle: customer, handles: [] } as const;
const said = {
  ...{ run: handleNamed('run'), rule: 'own-cadence', version: 1, date: '2026-02-01', level: 'at-risk' as const },
  ...{ score: 0.62, odds: { share: 0.38, n: 212 }, overdueRatio: 4.36, medianGapDays: 14, gaps: 6, daysSince: 61 },
  ...{ valueAtStake: '412.50', currency: 'EUR', reasons: ['usually buys every 14 days'] },
  evidence: { events: [handleNamed('sale')], count: 7 },
};

it('keeps each decision with its odds and reasons', () => {
  const raised = fact('ChurnSignalRaised', said, decided) as Fact;
  const changed = fact('ChurnSignalChanged', { ...said, level: 'critical', previousLevel: 'at-risk' }, decided) as Fact;
  given(raised, changed)
    .when(signals)
    .then((rows) => {
      const { eventId: key, recordedAt, position } = raised;
      const none = { contributions: null, figures: null, model: null, signal: 'churn', dueFrom: null };
      const first = { key, kind: 'raised', customer, previousLevel: null, recordedAt, position, ...said, ...none };
      expect(rows[key]).toEqual(first);
      expect(rows[changed.eventId]).toMatchObject({ kind: 'changed', level: 'critical', previousLevel: 'at-risk' });
    });
});

it('keeps which model it comes from, and what speaks for it', () => {
  const more = {
    ...{ model: handleNamed('model'), contributions: [{ factor: 'overdue', value: 4.36 }] },
    figures: { expected: 0.6, expectedAtOnce: 2.1 },
  };
  const raised = fact('ChurnSignalRaised', { ...said, ...more }, decided) as Fact;
  given(raised)
    .when(signals)
    .then((rows) => expect(rows[raised.eventId]).toMatchObject(more));
});

it('keeps what other signals say, and from when on', () => {
  const { run, version, date, evidence } = said;
  const told = {
    ...{
      run,
      rule: 'birthdays',
      version,
      date,
      signal: 'birthday',
      level: 'due',
      valueAtStake: '0.00',
      currency: 'EUR',
    },
    ...{ reasons: ['birthday within 3 days'], evidence, dueFrom: '2026-02-02T08:00:00.000Z', figures: { leadDays: 3 } },
  };
  const raised = fact('SignalRaised', told, decided) as Fact;
  const changed = fact('SignalChanged', { ...told, score: 0.5, previousLevel: 'due' }, decided) as Fact;
  const over = { run, rule: 'birthdays', date, signal: 'birthday', level: 'due', why: 'over' };
  const cleared = fact('SignalCleared', over, decided) as Fact;
  given(raised, changed, cleared)
    .when(signals)
    .then((rows) => {
      const none = { score: null, odds: null, gaps: null, contributions: null, model: null };
      expect(rows[raised.eventId]).toMatchObject({ kind: 'raised', customer, previousLevel: null, ...told, ...none });
      expect(rows[changed.eventId]).toMatchObject({ kind: 'changed', score: 0.5, previousLevel: 'due' });
      const nothing = { level: null, previousLevel: 'due', valueAtStake: null, dueFrom: null, reasons: ['over'] };
      expect(rows[cleared.eventId]).toMatchObject({ kind: 'cleared', signal: 'birthday', ...nothing });
    });
});

it('has no level once it is cleared, and says why', () => {
  const data = { run: said.run, rule: said.rule, date: said.date, level: 'watch' as const, why: 'bought-again' };
  const cleared = fact('ChurnSignalCleared', data, decided) as Fact;
  given(cleared)
    .when(signals)
    .then((rows) =>
      expect(rows[cleared.eventId]).toMatchObject({
        ...{ kind: 'cleared', customer, level: null, previousLevel: 'watch', valueAtStake: null },
        reasons: ['bought-again'],
      }),
    );
});
