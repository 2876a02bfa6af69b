import { type Refusal, refusalsText } from './refusals';

const refusal = (line: number, reason = 'no number', file = 'a.csv'): Refusal => ({ file, line, reason, code: 'unreadable', quarantineId: null }); // prettier-ignore

describe('refusals for people', () => {
  it('say each reason once, with its lines', () => {
    expect(refusalsText([refusal(2), refusal(2), refusal(5), refusal(7, 'no time'), refusal(2, 'no number', 'b.csv')])).toEqual([
      'a.csv:2, 5: unreadable: no number',
      'a.csv:7: unreadable: no time',
      'b.csv:2: unreadable: no number',
    ]); // prettier-ignore
  });

  it('say once what held many groups back', () => {
    const held = (line: number, by: number) => refusal(line, `its group has a fault: line ${by}: no time`);
    expect(refusalsText([refusal(2, 'no time'), held(3, 2), refusal(7, 'no time'), held(8, 7)])).toEqual([
      'a.csv:2, 7: unreadable: no time',
      'a.csv:3, 8: unreadable: its group has a fault: no time',
    ]);
  });

  it('say where the others are when not all lines or reasons are shown', () => {
    const lines = Array.from({ length: 9 }, (_, index) => refusal(index + 1));
    expect(refusalsText(lines)).toEqual([
      'a.csv:1, 2, 3, 4, 5, 6, 7, 8 …: unreadable: no number',
      expect.stringContaining('GET /v1/quarantine'),
    ]);
    const reasons = Array.from({ length: 21 }, (_, index) => refusal(1, `reason ${index}`));
    expect(refusalsText(reasons)).toHaveLength(21);
    expect(refusalsText([])).toEqual([]);
  });
});
