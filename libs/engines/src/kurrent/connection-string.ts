/** The schemes of a KurrentDB (EventStoreDB) connection string. */
export const KURRENT_URL = /^(?:esdb|kurrentdb)(?:\+discover)?:\/\/./;

/**
 * The connection string as the client wants it. It knows the older scheme only. Of a cluster we read and write the leader,
 * because a follower of the cluster may not have what was just written; and failed appends must throw, because the client's
 * other way of telling them gives a wrong revision.
 */
export const connectionString = (url: string): string => {
  if (!KURRENT_URL.test(url)) throw new Error('the connection string begins with kurrentdb:// or esdb://');
  const [address, query = ''] = url
    .trim()
    .replace(/^kurrentdb/, 'esdb')
    .split('?', 2) as [string, string?];
  const kept = query
    .split('&')
    .filter((part) => part !== '' && !/^(?:node[-_]?preference|throw[-_]?on[-_]?append[-_]?failure)=/i.test(part));
  if (!kept.some((part) => /^connection[-_]?name=/i.test(part))) kept.push('connectionName=rapport');
  return `${address.replace(/\/+$/, '')}?${[...kept, 'nodePreference=leader', 'throwOnAppendFailure=true'].join('&')}`;
};
