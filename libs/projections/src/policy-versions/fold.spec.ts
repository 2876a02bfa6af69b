import { NOBODY } from '@rapport/events';
import { replay } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { policyVersions } from './fold';

const about = { channel: 'policy', handle: NOBODY, meta: { by: 'k1' } } as const;
const published = (version: number) =>
  fact('PolicyPublished', { policy: 'save', version, definition: { on: ['CaseOpened'] }, holdoutKey: 'k', reason: 'So' }, about); // prettier-ignore

describe('policy-versions', () => {
  it('keeps every version with who published it, and not what chooses the control group', () => {
    const one = published(1);
    expect([...replay(policyVersions, [one]).values()]).toEqual([
      {
        ...{ policy: 'save', version: 1, definition: { on: ['CaseOpened'] }, reason: 'So', by: 'k1' },
        ...{ publishedAt: one.recordedAt, position: one.position, stoppedAt: null, stoppedBecause: null },
      },
    ]);
  });

  it('stops all versions that there are, and none that is published afterwards', () => {
    const stopped = fact('PolicyStopped', { policy: 'save', version: 2, reason: 'Over' }, about);
    const rows = [...replay(policyVersions, [published(1), published(2), stopped, published(3)]).values()];
    expect(rows.map(({ version, stoppedAt }) => [version, stoppedAt])).toEqual([
      [1, stopped.recordedAt],
      [2, stopped.recordedAt],
      [3, null],
    ]);
  });
});
