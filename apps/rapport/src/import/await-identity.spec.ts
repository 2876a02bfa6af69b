import { Advice } from '../terminal';
import { awaitIdentity } from './await-identity';

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
