import { sessionUrl, withSettings } from './with-settings';

const optionsOf = (url: string): string | null => new URL(url).searchParams.get('options');

it('begins connections with the settings, and keeps what the URL says beside', () => {
  const plain = withSettings('postgres://u:p%40@host:5433/db?sslmode=require', ['enable_seqscan=off']);
  expect(optionsOf(plain)).toBe('-c enable_seqscan=off');
  expect(new URL(plain).searchParams.get('sslmode')).toBe('require');
  expect(new URL(plain)).toMatchObject({ username: 'u', password: 'p%40', host: 'host:5433', pathname: '/db' });
  expect(optionsOf(withSettings('postgres://host/db?options=-c%20work_mem%3D8MB', ['a=b']))).toBe(
    '-c work_mem=8MB -c a=b',
  );
});

it('adds what every session has', () => {
  const options = optionsOf(sessionUrl(withSettings('postgres://host/db', ['a=b'])));
  expect(options).toContain(' -c a=b -c TimeZone=UTC ');
  expect(options).toContain('-c default_transaction_isolation=read\\ committed');
  expect(options).toMatch(/ -c jit=off$/);
});

it('sets bounds of others aside, and keeps those that the URL asks for', () => {
  const options = optionsOf(sessionUrl('postgres://host/db?options=-c%20lock_timeout%3D5s'))!;
  expect(options).toContain('-c statement_timeout=0');
  expect(options.indexOf('lock_timeout=5s')).toBeGreaterThan(options.indexOf('lock_timeout=0'));
});
