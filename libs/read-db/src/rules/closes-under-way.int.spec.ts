import type { EventStore } from '@rapport/event-store';
import { eventually } from '@rapport/testing';
import { openStage, settled, type Stage } from '../world/stage';
import { closesUnderWay } from './closes-under-way';
import { prepareRules } from './prepare';
import { bought, decidedBy, ended, storeOf, tell, who } from './world/ledger';

const RULES = { zone: 'UTC', currency: 'EUR', tellMs: 20 };
const CUSTOMERS = 2_500;

let stage: Stage;
beforeEach(async () => {
  stage = await openStage([]);
});
afterEach(() => stage.close());

const prepared = async (): Promise<EventStore> => {
  const store = await storeOf();
  await prepareRules(stage.database.pool, store, 'EUR', () => new Date('2026-03-01T00:00:00.000Z'));
  const some = Array.from({ length: CUSTOMERS }, (_, n) => bought(`b${n}`, n, '2026-01-01', `${1 + n}.00`));
  await tell(store, ...some, ended('2026-01-01'));
  return store;
};

/** Takes the first part of what is decided, and no more before it is let go. */
const held = (store: EventStore) => {
  let go = (): void => undefined;
  const gate = new Promise<void>((done) => (go = done));
  let parts = 0;
  const append: EventStore['append'] = async (appends) => {
    if (appends.some(({ events }) => events.some(({ type }) => type === 'TierAssigned')) && parts++ > 0) await gate;
    return store.append(appends);
  };
  return { store: { ...store, append }, go };
};

it('says at which rule a close is, about how many it has decided, and who does it; nothing once it is over', async () => {
  const { pool } = stage.database;
  const { store, go } = held(await prepared());
  const following = await stage.follow(store, { rules: RULES });
  try {
    await eventually(async () => expect((await closesUnderWay(pool))[0]?.decided).toBe(1_000), 20_000);
    const [close, ...others] = await closesUnderWay(pool);
    expect(others).toEqual([]);
    expect(close).toMatchObject({
      ...{ zone: 'UTC', date: '2026-01-01', restatement: 0, historical: false, state: 'running' },
      ...{ rules: 2, rulesDone: 1, rule: 'value-pyramid', phase: 'deciding', decidedBefore: 0 },
      ...{ customers: CUSTOMERS, decided: 1_000, toDecide: CUSTOMERS, by: expect.stringContaining(`:${process.pid}:`) },
    });
    expect(close!.decidedPerSecond).toBeGreaterThan(0);
    expect(close!.secondsLeft).toBeGreaterThan(0);
    // While it waits it says so: what was told is new, and nothing has moved.
    await eventually(async () => {
      const [later] = await closesUnderWay(pool);
      expect([later!.movedAt, later!.toldAt > close!.toldAt]).toEqual([close!.movedAt, true]);
    });
    go();
    await settled(stage, store);
    expect(await closesUnderWay(pool)).toEqual([]);
  } finally {
    go();
    await following.stop();
  }
}, 40_000);

it('does not say for ever that a close is under way whose process is gone, and forgets it when another one has decided it', async () => {
  const { pool } = stage.database;
  const log = await prepared();
  const { store, go } = held(log);
  const first = await stage.follow(store, { rules: RULES });
  try {
    await eventually(async () => expect((await closesUnderWay(pool))[0]?.decided).toBe(1_000), 20_000);
    // As if the process had been killed and its lease had run out: somebody else has it now.
    const taken = `update rapport_read.lease set owner = 'another', epoch = epoch + 1, until = clock_timestamp() + interval '1 hour' where name = 'rules'`;
    await pool.query(taken);
    expect((await closesUnderWay(pool)).map(({ state }) => state)).toEqual(['interrupted']);
    const { toldAt } = (await closesUnderWay(pool))[0]!;
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect((await closesUnderWay(pool))[0]!.toldAt).toBe(toldAt);
    go();
    await first.stop();
    await pool.query(`update rapport_read.lease set until = clock_timestamp() where name = 'rules'`);
    // So seldom that it says nothing itself.
    const second = await stage.follow(log, { rules: { ...RULES, tellMs: 600_000 } });
    await settled(stage, log);
    await second.stop();
    expect(await closesUnderWay(pool)).toEqual([]);
    const assigned = (await decidedBy(log, 'value-pyramid')).filter(({ type }) => type === 'TierAssigned');
    expect(new Set(assigned.map(({ handle }) => handle)).size).toBe(CUSTOMERS);
    expect(assigned.map(({ handle }) => handle)).toContain(who(0));
  } finally {
    go();
    await first.stop();
  }
}, 60_000);
