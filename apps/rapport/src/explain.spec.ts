import { BrokenFile } from '@rapport/adapters';
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
    ['a standby', Object.assign(new Error('x'), { code: '25006' }), 1, 'can only be read'],
    ['a server that is full', Object.assign(new Error('x'), { code: '53300' }), 1, 'max_connections'],
    ['a server without TLS', new Error('The server does not support SSL connections'), 1, 'speaks no TLS'],
    ['too many open files', Object.assign(new Error('x'), { code: 'EMFILE', path: '/a' }), 1, 'ulimit -n'],
    ['a pooler', Object.assign(new Error('x'), { code: '08P01' }), 1, 'name the server itself'],
    [
      'a certificate of nobody known',
      Object.assign(new Error('x'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      1,
      'sslrootcert=<file',
    ],
    [
      'a place that is a file',
      Object.assign(new Error('x'), { code: 'ENOTDIR', path: '/srv/a' }),
      1,
      '/srv/a cannot be used: a part of it is a file',
    ],
    [
      'a place of somebody else',
      Object.assign(new Error('x'), { code: 'EACCES', path: '/srv/a' }),
      1,
      'this user may not write there',
    ],
    [
      'a place that is none',
      Object.assign(new Error('x'), { code: 'ENOTSUP', path: '/proc/a' }),
      1,
      '/proc/a cannot be used: no directory can be made there',
    ],
    ['a file that is broken', new BrokenFile('the file has no header line'), 1, 'no header line'],
  ])('%s', (_, error, code, text) => {
    const said = explain(error);
    expect(said.code).toBe(code);
    expect(said.text).toContain(text);
    expect(said.text).not.toContain('    at ');
  });

  it('shows the stack of what nobody foresaw', () => expect(explain(new Error('boom')).text).toContain('    at '));
});
