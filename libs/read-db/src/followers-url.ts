/**
 * Everything that followers ask goes by key, for some thousands of keys at most. A planner without statistics, or with those
 * of a minute ago, would sometimes read whole tables for it.
 */
const PLAN_BY_KEY = ['TimeZone=UTC', 'enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off'];

/** The URL for a pool that only followers use: its connections plan by key. Settings that the URL has are kept. */
export const followersUrl = (url: string): string => withSettings(url, PLAN_BY_KEY);

/**
 * The URL for a pool that only runs prepared statements by key, of which each connection makes one plan: making plans by
 * what is asked costs more than carrying them out.
 */
export const keyedUrl = (url: string): string =>
  withSettings(url, [...PLAN_BY_KEY, 'plan_cache_mode=force_generic_plan']);

const withSettings = (url: string, settings: readonly string[]): string => {
  const parsed = new URL(url);
  const own = parsed.searchParams.get('options') ?? '';
  parsed.searchParams.set('options', [own, ...settings.map((setting) => `-c ${setting}`)].join(' ').trim());
  return parsed.href;
};
