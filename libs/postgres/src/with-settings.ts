/** The URL whose connections begin with these settings (`name=value`) too, behind its own `options`, which they win over. */
export const withSettings = (url: string, settings: readonly string[]): string => {
  const parsed = new URL(url);
  const own = parsed.searchParams.get('options') ?? '';
  parsed.searchParams.set('options', [own, ...settings.map((setting) => `-c ${setting}`)].join(' ').trim());
  return parsed.href;
};

/**
 * What every session of ours has, whatever the server, the database or the role would give it: moments in UTC and in the one form that is
 * read back, texts in which a backslash is a backslash, each statement seeing what others have committed, and no compiling of
 * plans (JIT). Servers compile what they reckon to be dear, and a plan that may not read a table from end to end (`enable_seqscan=off`) counts as
 * dear beyond all measure where there is no index to offer: 0.3 s of compiling to read a table of one row.
 */
const SESSION = [
  ...['TimeZone=UTC', 'DateStyle=ISO', 'standard_conforming_strings=on'],
  ...['bytea_output=hex', 'IntervalStyle=postgres', 'extra_float_digits=1'],
  ...['default_transaction_isolation=read\\ committed', 'jit=off'],
];

/**
 * How long a statement, a lock or a pause may take is bounded where it matters. A bound that a server or role has for others would break off closes and
 * builds; one that the URL asks for stays.
 */
const UNBOUNDED = [
  ...['statement_timeout=0', 'lock_timeout=0'],
  ...['idle_in_transaction_session_timeout=0', 'idle_session_timeout=0'],
];

/** The URL whose connections have the settings of the house. */
export const sessionUrl = (url: string): string => {
  const parsed = new URL(withSettings(url, SESSION));
  const unbounded = UNBOUNDED.map((setting) => `-c ${setting}`).join(' ');
  parsed.searchParams.set('options', `${unbounded} ${parsed.searchParams.get('options')!}`);
  return parsed.href;
};
