import { eachInSteps, type Steps } from '@rapport/decisions';
import { InTurn } from './in-turn';
import { unhurried } from './unhurried';

/** Keeps the processor for some milliseconds. */
const busy = (ms: number): void => {
  for (const end = performance.now() + ms; performance.now() < end;);
};

it('lets others have the processor in the middle of work, and gives what the work comes to', async () => {
  const seen: string[] = [];
  const work = function* (): Steps<string> {
    for (let step = 0; step < 4; step++) {
      busy(30);
      yield;
    }
    seen.push('worked');
    return 'made';
  };
  const timer = setImmediate(() => seen.push('others'));
  expect(await unhurried(work())).toBe('made');
  clearImmediate(timer);
  expect(seen).toEqual(['others', 'worked']);
});

it('takes what is there already as it is, and passes failures on', async () => {
  expect(await unhurried({ made: 1 })).toEqual({ made: 1 });
  const failing = eachInSteps([1], () => {
    throw new Error('bad customer');
  });
  await expect(unhurried(failing)).rejects.toThrow('bad customer');
});

it('does work in turn, one piece at a time, and a failure is met by whoever comes next', async () => {
  const turn = new InTurn();
  const seen: string[] = [];
  const piece = (name: string) => async (): Promise<void> => {
    seen.push(`${name} begins`);
    await new Promise((done) => setTimeout(done, 5));
    seen.push(`${name} ends`);
  };
  await turn.next(piece('a'));
  expect(seen).toEqual(['a begins']);
  await turn.next(piece('b'));
  await turn.over();
  expect(seen).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  await turn.next(() => Promise.reject(new Error('full')));
  await expect(turn.next(piece('c'))).rejects.toThrow('full');
  await expect(turn.over()).rejects.toThrow('full');
  expect(seen).not.toContain('c begins');
});
