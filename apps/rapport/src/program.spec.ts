import { run } from './program';
import { VERBS } from './verbs';

jest.mock('./verbs', () => {
  const { VERBS } = jest.requireActual<typeof import('./verbs')>('./verbs');
  return { VERBS: VERBS.map((verb) => ({ ...verb, load: jest.fn(verb.load) })) };
});

describe('a command line', () => {
  let said = '';
  beforeEach(() => {
    said = '';
    for (const stream of [process.stdout, process.stderr])
      jest.spyOn(stream, 'write').mockImplementation((text) => (said += String(text)) !== '');
    for (const { load } of VERBS) (load as jest.Mock).mockClear();
  });
  afterEach(() => jest.restoreAllMocks());
  const loaded = (): string[] => VERBS.filter(({ load }) => (load as jest.Mock).mock.calls.length > 0).map(({ name }) => name); // prettier-ignore

  it.each([
    [['tail', '--help'], 0, ['tail'], '--lines'],
    [['help', 'tail'], 0, ['tail'], '--lines'],
    [['help'], 0, [], 'show the last events of the log'],
    [['--help'], 0, [], 'show the last events of the log'],
    [[], 2, [], 'show the last events of the log'],
    [['tail', '--nonsense'], 2, ['tail'], "unknown option '--nonsense'"],
    [['dance'], 2, [], 'there is no "rapport dance"'],
    [['dance', 'tail'], 2, [], 'there is no "rapport dance"'],
    [['--nonsense', 'tail'], 2, ['tail'], ''],
  ])('%j ends with %i and loads %j alone', async (args, code, verbs, text) => {
    expect(await run(args, {})).toBe(code);
    expect(loaded()).toEqual(verbs);
    expect(said).toContain(text);
  });
});
