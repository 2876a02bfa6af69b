import { NOBODY } from '@rapport/events';
import { fact, given } from '@rapport/fold/given';
import { ruleVersions } from './fold';

it('keeps every version of a rule with who published it and why', () => {
  const data = {
    ...({ rule: 'value-pyramid', kind: 'pyramid', version: 2, params: { window: 'all' } } as const),
    ...{ effectiveFrom: '2026-03-01', reason: 'The year is too short' },
  };
  const published = fact('RuleVersionPublished', data, { channel: 'rule', handle: NOBODY, meta: { by: 'k1' } });
  const { eventId: key, recordedAt: publishedAt, position } = published;
  given(published)
    .when(ruleVersions)
    .then({ [key]: { key, ...data, by: 'k1', publishedAt, position } });
});
