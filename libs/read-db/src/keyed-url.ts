import { withSettings } from '@rapport/postgres';

/**
 * Everything that followers ask goes by key, for some thousands of keys at most. A planner without statistics, or with those
 * of a minute ago, would sometimes read whole tables for it, or a whole index once and keep it at hand. So each connection makes one plan of a statement that it prepares: small
 * batches would have it planned by what is asked, again and again, which costs more than carrying it out.
 */
const PLAN_BY_KEY = [
  ...['enable_seqscan=off', 'enable_hashjoin=off', 'enable_mergejoin=off', 'enable_material=off'],
  'plan_cache_mode=force_generic_plan',
];

/** SQL for a transaction on such a connection that reads what nobody can ask by key: the planner may scan, and looks at what is asked. */
export const PLAN_FREELY = `
  set local enable_seqscan = on; set local enable_hashjoin = on; set local enable_mergejoin = on; set local enable_material = on;
  set local plan_cache_mode = auto`;

/** The URL for a pool that only asks by key: followers, and who reads cards. Settings that the URL has are kept. */
export const keyedUrl = (url: string): string => withSettings(url, PLAN_BY_KEY);

/**
 * The URL for a pool of followers. A table that another session holds (an index is being made, somebody forgot to commit) holds up who writes it for no
 * longer than this: then that is a fault, which is told, and views that have nothing to do with the table go on.
 */
export const followersUrl = (url: string): string => withSettings(url, [...PLAN_BY_KEY, 'lock_timeout=5s']);
