import { Problem } from '@rapport/edge';
import { OutcomeUnknown, StoreBusy } from '@rapport/event-store';
import { orUnavailable, patiently } from './store-answers';

const failing = (error: Error) => (): Promise<never> => Promise.reject(error);

describe('a store that cannot answer', () => {
  it.each([
    [new StoreBusy(5), 'store-busy'],
    [new OutcomeUnknown(new Error('cut')), 'outcome-unknown'],
  ])('is 503 with whole seconds to wait: %s', async (error, code) => {
    for (const attempt of [() => orUnavailable(failing(error)), () => patiently(failing(error), 60)]) {
      const problem = await attempt().catch((thrown: unknown) => thrown as Problem);
      expect(problem).toBeInstanceOf(Problem);
      expect(problem).toMatchObject({ code, headers: { 'retry-after': '1' } });
    }
  });

  it('is not asked again for what will not change', async () => {
    const work = jest.fn(failing(new Error('a bug')));
    await expect(patiently(work, 1_000)).rejects.toThrow('a bug');
    expect(work).toHaveBeenCalledTimes(1);
  });
});
