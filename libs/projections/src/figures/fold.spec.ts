import { NOBODY } from '@rapport/events';
import { replay } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { figures } from './fold';

const figure = '7c0d3f6e-2b1a-4a0e-9d55-3f2f0c1b8a11';
const about = { channel: 'projection', handle: NOBODY, meta: { by: 'k1' } } as const;
const question = { projection: 'calls', version: 1, definition: { name: 'calls' }, where: {} };
const frozen = (id = figure) =>
  fact('FigureFrozen', { figure: id, name: 'Calls', question, upTo: 'p', lastEvent: 'e', answer: { rows: [{ n: 1, a: 2 }] }, sha256: 'h' }, about); // prettier-ignore
const checked = (check: string, equal: boolean) =>
  fact('FigureChecked', { figure, check, upTo: 'p', equal, sha256: equal ? 'h' : 'i', ...(!equal && { differences: { different: 1 } }) }, about); // prettier-ignore
const rowOf = (...facts: Parameters<typeof replay>[1]) => replay(figures, facts).get(figure)!;

describe('figures', () => {
  it('keeps what was asked, up to where, and the bytes of the answer', () => {
    const one = frozen();
    expect(rowOf(one)).toEqual({
      ...{
        name: 'Calls',
        question,
        upTo: 'p',
        lastEvent: 'e',
        answer: '{"rows":[{"a":2,"n":1}]}',
        sha256: 'h',
        by: 'k1',
      },
      ...{ frozenAt: one.recordedAt, position: one.position, checks: [], checkCount: 0 },
    });
  });

  it('adds each time that it was asked again, newest first, to that figure alone', () => {
    const other = frozen('00000000-2b1a-4a0e-9d55-3f2f0c1b8a11');
    const rows = replay(figures, [frozen(), other, checked('c1', true), checked('c2', false)]);
    expect(rows.get(figure)!.checks.map(({ check, equal, differences }) => [check, equal, differences])).toEqual([
      ['c2', false, { different: 1 }],
      ['c1', true, null],
    ]);
    expect(rows.get('00000000-2b1a-4a0e-9d55-3f2f0c1b8a11')!.checks).toEqual([]);
  });

  it('counts all checks and shows the newest fifty', () => {
    const { checks, checkCount } = rowOf(frozen(), ...Array.from({ length: 60 }, (_, n) => checked(`c${n}`, true)));
    expect([checks.length, checks[0]!.check, checkCount]).toEqual([50, 'c59', 60]);
  });
});
