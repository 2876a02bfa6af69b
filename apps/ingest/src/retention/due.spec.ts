import type { KeptQuarter } from '@rapport/vault';
import { dueAt, endingsOf } from './due';

const kept = (name: string, destroyedAt: string | null = null): KeptQuarter => {
  const [dataClass, quarter] = name.split('.') as [KeptQuarter['dataClass'], string];
  return { dataClass, quarter, destroyedAt };
};
const due = (policy: object, now: string, ...quarters: KeptQuarter[]): string[] =>
  dueAt(endingsOf(policy, quarters), new Date(now)).map(({ dataClass, quarter }) => `${dataClass}.${quarter}`);

describe('what is to be unreadable', () => {
  it('is a class and quarter, so many months after the end of the quarter, to the millisecond', () => {
    const policy = { content: 12 };
    const quarters = [kept('content.2024Q4'), kept('content.2025Q1')];
    expect(due(policy, '2025-12-31T23:59:59.999Z', ...quarters)).toEqual([]);
    expect(due(policy, '2026-01-01T00:00:00.000Z', ...quarters)).toEqual(['content.2024Q4']);
    expect(due(policy, '2026-04-01T00:00:00.000Z', ...quarters)).toEqual(['content.2024Q4', 'content.2025Q1']);
  });

  it('is nothing of classes without a time, and nothing twice', () => {
    const all = [kept('identity.1999Q1'), kept('behaviour.1999Q1', '2020-01-01T00:00:00.000Z'), kept('contact.1999Q3')];
    expect(due({ behaviour: 1, contact: 14 }, '2026-01-01T00:00:00Z', ...all)).toEqual(['contact.1999Q3']);
    expect(due({}, '2026-01-01T00:00:00Z', ...all)).toEqual([]);
  });

  it('comes in the order of its end', () => {
    const endings = endingsOf({ content: 36, behaviour: 3 }, [kept('content.2020Q1'), kept('behaviour.2022Q1')]);
    expect(endings.map(({ endsAt }) => endsAt)).toEqual(['2022-07-01T00:00:00.000Z', '2023-04-01T00:00:00.000Z']);
  });
});
