import type { Opened } from '@rapport/vault';
import { reveal } from './reveal';

const MINE = '11111111-1111-4111-8111-111111111111';
const THEIRS = '22222222-2222-4222-8222-222222222222';
const cell = (handle: string, name: string, dataClass = 'identity'): string =>
  `1.${handle}.${dataClass}.2026Q4.${name}`;
const vault = {
  asked: [] as string[],
  open: async (cells: readonly string[]): Promise<readonly Opened[]> => {
    vault.asked.push(...cells);
    return cells.map((text) => {
      const name = text.split('.')[4]!;
      return name === 'gone' ? { ok: false, why: 'erased' } : { ok: true, value: `open ${name}` };
    });
  },
};
const row = {
  name: { at: 't', sealed: { first: cell(MINE, 'ada'), last: cell(MINE, 'gone') } },
  handles: [{ cell: cell(MINE, 'mail', 'contact') }],
  planted: cell(THEIRS, 'secret'),
  orders: 3,
  none: null,
};
const showing = { customer: MINE, handles: new Set([MINE]), row };

describe('sealed values', () => {
  beforeEach(() => void (vault.asked = []));

  it('are opened for who may see them, and it is said what was opened', async () => {
    const { rows, opened } = await reveal(vault, 'agent', [showing]);
    expect(rows).toEqual([
      {
        name: { at: 't', personal: { first: 'open ada', last: { erased: true } } },
        handles: [{ value: 'open mail' }],
        planted: { masked: 'identity' },
        orders: 3,
        none: null,
      },
    ]);
    expect(opened).toEqual([{ customer: MINE, classes: ['contact', 'identity'], cells: 2 }]);
    expect(vault.asked).not.toContain(cell(THEIRS, 'secret'));
  });

  it.each(['analyst', 'integrator', 'auditor'] as const)('are never even asked for as %s', async (role) => {
    const { rows, opened } = await reveal(vault, role, [showing]);
    expect(JSON.stringify(rows)).not.toMatch(/open |1\.1111/);
    expect(rows[0]).toMatchObject({
      name: { personal: { first: { masked: 'identity' } } },
      handles: [{ value: { masked: 'contact' } }],
    });
    expect([opened, vault.asked]).toEqual([[], []]);
  });

  it('keep what somebody has called like a field of cells, or like something that all objects have', async () => {
    const topics = JSON.parse(
      '{"cell":{"value":"no"},"sealed":{"value":1},"constructor":{"value":2},"__proto__":{"value":3}}',
    );
    const { rows } = await reveal(vault, 'agent', [{ ...showing, row: { topics, cell: null, sealed: {} } }]);
    expect(JSON.stringify(rows)).toBe(JSON.stringify([{ topics, cell: null, personal: {} }]));
  });
});
