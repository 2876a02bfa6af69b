/**
 * The URL whose connections begin with these settings (`name=value`), which its own `options` are kept beside. They take the place of
 * what `createPool` sets, so the time zone is among them.
 */
export const withSettings = (url: string, settings: readonly string[]): string => {
  const parsed = new URL(url);
  const own = parsed.searchParams.get('options') ?? '';
  const all = ['TimeZone=UTC', ...settings].map((setting) => `-c ${setting}`);
  parsed.searchParams.set('options', [own, ...all].join(' ').trim());
  return parsed.href;
};
