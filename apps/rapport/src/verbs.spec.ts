import { Help } from 'commander';
import { VERBS } from './verbs';

describe('the list of verbs', () => {
  it.each(VERBS.map((verb) => [verb.name, verb] as const))('says of %s what it takes', async (name, verb) => {
    const command = (await verb.load())({}, () => undefined);
    expect(command.name()).toBe(name);
    expect(new Help().subcommandTerm(command)).toBe(`${name} ${verb.takes}`.trimEnd());
  });

  it('is the only place that describes a verb', async () => {
    for (const { load } of VERBS) expect((await load())({}, () => undefined).description()).toBe('');
  });
});
