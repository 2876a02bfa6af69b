import { Advice } from '../terminal';
import { awaitIdentity, awaitRules } from './await-progress';
import { watchCloses } from './watch-closes';

const at = (number: number): string => `epoch000${String(number).padStart(19, '0')}`;

/** An instance whose identity stands here, one place after the other; a throw stands for one that is away. */
const instance = (positions: readonly (string | Error)[], head = at(7)) => {
  let asked = 0;
  const ask = async (path: string): Promise<unknown> => {
    if (path.startsWith('/v1/events')) return { head };
    const position = positions[Math.min(asked++, positions.length - 1)]!;
    if (position instanceof Error) throw position;
    return {
      projections: [
        { projection: 'value', position: at(99) },
        { projection: 'identity', position },
      ],
    };
  };
  return { ask, asked: () => asked };
};

describe('waiting for identity before days are closed', () => {
  it('ends when identity has come as far as the log went', async () => {
    const { ask, asked } = instance([at(3), new Advice('away'), at(7), at(8)]);
    await awaitIdentity(ask, 60_000);
    expect(asked()).toBe(3);
  });

  it('is over at once in an empty log', async () => awaitIdentity(instance([''], '').ask, 0));

  it('gives up when its patience is over, and says what to do', async () => {
    await expect(awaitIdentity(instance([at(3)]).ask, 0)).rejects.toThrow('Run the same command again');
    await expect(awaitIdentity(instance([new Advice('away')]).ask, 0)).rejects.toThrow('away');
  });

  it('does not hide a fault of its own', async () => {
    await expect(awaitIdentity(instance([new TypeError('no')]).ask, 60_000)).rejects.toThrow(TypeError);
  });
});

describe('waiting for the rules', () => {
  /** Rules that take a step at each look; what they decide comes to the views one look later. */
  const working = (steps: number) => {
    let looks = 0;
    return async (path: string): Promise<unknown> => {
      if (path.startsWith('/v1/events')) return { head: at(20) };
      if (path === '/v1/clock/closes') return { closes: [] };
      looks += 1;
      const views = looks > steps + 1 ? at(20) : at(1);
      return {
        projections: [
          { projection: 'rules', position: at(Math.min(looks, steps)) },
          ...['rule-runs', 'tiers', 'signals', 'segments'].map((projection) => ({ projection, position: views })),
        ],
      };
    };
  };

  it('ends when all is decided and can be read, however long they take as long as they get on', async () => {
    const ask = jest.fn(working(4));
    await awaitRules(ask, at(4), 250);
    expect(ask.mock.calls.filter(([path]) => path === '/v1/projections').length).toBe(6);
  });

  it('waits for a close that takes long as long as it gets on, says how far it is, and no longer', async () => {
    const close = { zone: 'UTC', date: '2026-01-31', state: 'running', by: 'h:1:a', since: '2026-02-01T00:05:00.000Z', rules: 2, rulesDone: 1, rule: 'value-pyramid', phase: 'deciding', customers: 900, decided: 60, toDecide: 90, decidedPerSecond: 7.5, decidedBefore: 3, secondsLeft: 4 }; // prettier-ignore
    let looked = 0;
    const ask = async (path: string): Promise<unknown> => {
      if (path.startsWith('/v1/events')) return { head: at(4) };
      const projections = ['rules', 'rule-runs', 'tiers', 'signals', 'segments'];
      if (path === '/v1/projections') return { projections: projections.map((projection) => ({ projection, position: looked > 2 ? at(4) : at(1) })) }; // prettier-ignore
      return { closes: [{ ...close, movedAt: `2026-02-01T00:05:0${Math.min(looked++, 3)}.000Z` }] };
    };
    const told: string[] = [];
    await awaitRules(
      ask,
      at(4),
      2_500,
      watchCloses(ask, false, (text) => void told.push(text)),
    );
    expect(told).toEqual([
      'close of 2026-01-31 (UTC): value-pyramid (rule 2 of 2) | 60 of 90 (66 %) decided, 900 judged | 8/s | since 2026-02-01T00:05:00.000Z | some 4 s left | by h:1:a',
    ]);
    const stuck = async (path: string): Promise<unknown> => (path === '/v1/clock/closes' ? { closes: [{ ...close, movedAt: 'then' }] } : working(2)(path)); // prettier-ignore
    await expect(
      awaitRules(
        stuck,
        at(4),
        1_200,
        watchCloses(stuck, false, () => undefined),
      ),
    ).rejects.toThrow('get on');
  }, 20_000);

  it('gives up when they do not get on, and says that they go on by themselves', async () => {
    await expect(awaitRules(working(2), at(4), 0)).rejects.toThrow('the rules do not get on');
  });
});
