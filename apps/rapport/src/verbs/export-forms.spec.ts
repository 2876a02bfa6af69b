import { textOf, type Format } from './export-forms';
import { exportedEvents, exportedRows, type Item } from './export-pages';

const at = (n: number): string => `00000001-${String(n).padStart(19, '0')}`;
const event = (n: number): Item => ({
  position: at(n),
  eventId: `e${n}`,
  type: 'PurchaseMade',
  data: { note: '=1+1' },
});

/** An instance whose log goes on growing while it is read; pages are short. */
const growing = (size: number) => {
  let asked = 0;
  return {
    ask: async (_method: string, path: string) => {
      const query = new URL(path, 'http://x').searchParams;
      const from = Number((query.get('after') ?? at(0)).slice(-19));
      const head = size + asked++;
      const events = Array.from({ length: Math.min(3, head - from) }, (_, n) => event(from + n + 1));
      const next = at(from + events.length);
      return { events, next, head: at(head), atEnd: next === at(head) };
    },
  };
};
const rows = {
  ask: async (_method: string, path: string) => {
    const second = path.includes('cursor=c1');
    return {
      position: at(9),
      rows: [second ? { key: 'b', name: '@x', more: null } : { key: 'a', name: 'x,y', more: [1] }],
      next: second ? null : 'c1',
    };
  },
};

const all = async (text: AsyncIterable<string>): Promise<string> => {
  let whole = '';
  for await (const piece of text) whole += piece;
  return whole;
};
const textFrom = async (
  of: Promise<Parameters<typeof textOf>[0]>,
  format: Format,
  titled = true,
  counts: number[] = [],
) => all(textOf(await of, format, titled, (count) => counts.push(count)));

describe('an export', () => {
  it('of events is what the log had when it began, and says where that was', async () => {
    const counts: number[] = [];
    const lines = (await textFrom(exportedEvents(growing(7), {}), 'ndjson', true, counts)).trimEnd().split('\n');
    const [title, ...events] = lines.map((line) => JSON.parse(line) as Item);
    expect(title).toEqual({ export: 'events', position: at(7), format: 1 });
    expect(events.map(({ eventId }) => eventId)).toEqual(['e1', 'e2', 'e3', 'e4', 'e5', 'e6', 'e7']);
    expect(counts).toEqual([3, 6, 7]);
  });

  it('of events goes on after a position', async () => {
    const text = await textFrom(exportedEvents(growing(4), { after: at(2) }), 'ndjson', false);
    expect(text.trimEnd().split('\n').map((line) => (JSON.parse(line) as Item)['eventId'])).toEqual(['e3', 'e4']); // prettier-ignore
  });

  it('as CSV has a column per part, the title as a remark, and nothing that a sheet would run', async () => {
    const lines = (await textFrom(exportedRows(rows, 'cases'), 'csv')).split('\r\n');
    expect(lines).toEqual([
      `# {"export":"cases","position":"${at(9)}","format":1}`,
      'key,name,more',
      'a,"x,y",[1]',
      "b,'@x,",
      '',
    ]);
    const events = (await textFrom(exportedEvents(growing(1), {}), 'csv', false)).split('\r\n');
    expect(events[0]).toMatch(/^position,eventId,recordedAt,/);
    expect(events[1]).toContain('"{""note"":""=1+1""}"');
  });
});
