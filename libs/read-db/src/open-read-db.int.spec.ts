import { projections } from '@rapport/projections';
import { openStage } from './world/stage';

const STORED = `
  select attname as name, attstorage as storage, attstattarget as sampled from pg_attribute
  where attrelid = 'rapport_read.customer_view_v1'::regclass and atttypid in ('json'::regtype, 'jsonb'::regtype)`;

it('makes tables whose JSON is neither packed nor sampled', async () => {
  const stage = await openStage(projections.filter(({ projection }) => projection.name === 'customer-view'));
  try {
    const { rows } = await stage.database.pool.query<{ name: string; storage: string; sampled: number }>(STORED);
    expect(rows.length).toBeGreaterThan(10);
    for (const { name, storage, sampled } of rows)
      expect({ name, storage, sampled }).toEqual({ name, storage: 'e', sampled: 0 });
  } finally {
    await stage.close();
  }
});
