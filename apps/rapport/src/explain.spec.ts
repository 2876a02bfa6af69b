import { ConfigError } from '@rapport/edge';
import { PortTaken } from '@rapport/postgres';
import { CommanderError } from 'commander';
import { explain } from './explain';
import { Advice } from './terminal';

describe('an error in words', () => {
  it.each([
    ['a wish for help is no error', new CommanderError(0, 'commander.help', ''), 0, ''],
    ['an unknown option is wrong usage', new CommanderError(1, 'commander.unknownOption', ''), 2, ''],
    ['advice is said as it is', new Advice('do that'), 1, 'do that'],
    ['a bad configuration is wrong usage', new ConfigError(['RAPPORT_PORT must be a number']), 2, 'RAPPORT_PORT'],
    ['a library that speaks plainly is quoted', new PortTaken(5), 1, 'port 5 is taken'],
    ['a database that is not there', Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 1, 'nothing listens'],
    ['a wrong password', Object.assign(new Error('x'), { code: '28P01' }), 1, 'password of DATABASE_URL is wrong'],
  ])('%s', (_, error, code, text) => {
    const said = explain(error);
    expect(said.code).toBe(code);
    expect(said.text).toContain(text);
    expect(said.text).not.toContain('    at ');
  });

  it('shows the stack of what nobody foresaw', () => expect(explain(new Error('boom')).text).toContain('    at '));
});
