import { NOBODY, type Fact } from '@rapport/events';
import { replay } from '@rapport/fold';
import { fact, handleNamed } from '@rapport/fold/given';
import { ruleRuns } from './fold';

const run = handleNamed('run');
const nobody = { channel: 'rule', handle: NOBODY, handles: [] } as const;
const opened = fact(
  'RuleRunOpened',
  {
    ...{ run, rule: 'value-pyramid', version: 1, zone: 'Europe/Berlin', date: '2026-02-01' },
    ...{ endsAt: '2026-02-01T23:00:00.000Z', basis: '00000001-0000000000000000007' },
  },
  { ...nobody, meta: { historical: true } },
) as Fact;
const closed = fact(
  'RuleRunClosed',
  {
    ...{ run, rule: 'value-pyramid', date: '2026-02-01', count: 2, population: 3, digest: 'd', figures: { gold: 1 } },
    cutoffs: [{ tier: 'platinum', rank: 1, value: '9.00' }],
  },
  nobody,
) as Fact;

it('keeps an open run apart from a closed one', () => {
  expect(replay(ruleRuns, [opened]).get(run)).toMatchObject({
    ...{ key: run, rule: 'value-pyramid', version: 1, zone: 'Europe/Berlin', date: '2026-02-01', restatement: 0 },
    ...{ historical: true, openedAt: opened.recordedAt, closedAt: null, closedPosition: null, count: null },
  });
  expect(replay(ruleRuns, [opened, closed]).get(run)).toMatchObject({
    ...{ version: 1, basis: '00000001-0000000000000000007', closedAt: closed.recordedAt },
    ...{ closedPosition: closed.position, count: 2, population: 3, digest: 'd', figures: { gold: 1 } },
    cutoffs: [{ tier: 'platinum', rank: 1, value: '9.00' }],
  });
});

it('counts how often a day was decided before', () => {
  const again = fact('RuleRunOpened', { ...opened.data, restatement: 2, until: '2026-02-03' }, nobody) as Fact;
  expect(replay(ruleRuns, [again]).get(run)).toMatchObject({ restatement: 2, until: '2026-02-03', historical: false });
});
