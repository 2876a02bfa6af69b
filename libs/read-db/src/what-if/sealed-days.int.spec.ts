import { ended, told, who } from '../rules/world/ledger';
import { asked, hosted, lived, wish } from './given-what-if';
import { whatIfMovers } from './movers';

const born = (of: number, day: string) =>
  told({ id: `born ${of}`, type: 'ProfileStated', of, at: '2026-01-02', data: {}, channel: 'business', sealed: { birthday: `1.${who(of)}.identity.2026Q1.${day}` } }); // prettier-ignore

it('reads of what is sealed what a close would', async () => {
  const world = await lived(born(1, '1986-05-08'), born(2, '1986-08-01'), ended('2026-05-06'));
  const host = hosted(world, { open: (cells) => Promise.resolve(cells.map((cell) => cell.split('.')[4]!)) });
  try {
    const [found] = await asked(world, wish('birthdays', 'dates', { of: 'birthday', leadDays: 2 }, { basedOn: 0 }));
    const { pool } = world.stage.database;
    const movers = await whatIfMovers(pool, found!.id, { after: null, limit: 10, from: null, to: null });
    expect(movers).toMatchObject([{ customer: who(1), from: null, firstDay: '2026-05-06' }]);
    expect(found!.result?.lastClose?.figures).toMatchObject({ due: 1, told: 1 });
  } finally {
    await host.stop();
    await world.stage.close();
  }
}, 30_000);
