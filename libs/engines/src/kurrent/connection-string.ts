/** The schemes of a KurrentDB (EventStoreDB) connection string. */
export const KURRENT_URL = /^(?:esdb|kurrentdb)(?:\+discover)?:\/\/./;

/** A connection string that cannot be used. */
export class BadConnectionString extends Error {
  constructor(why: string) {
    super(`the connection string of KurrentDB ${why}`);
    this.name = 'BadConnectionString';
  }
}

const NAMESPACE = /^[a-z0-9][a-z0-9-]{0,39}$/;
const OURS = /^(?:namespace|node[-_]?preference|throw[-_]?on[-_]?append[-_]?failure)=/i;

/**
 * The connection string as the client wants it, and the namespace that `namespace=` in it names, which is ours. The client knows
 * the older scheme only. Of a cluster we read and write the leader, because a follower of the cluster may not have what was
 * just written; and failed appends must throw, because the client's other way of telling them gives a wrong revision.
 * @throws BadConnectionString
 */
export const addressOf = (given: string): { readonly url: string; readonly namespace: string | null } => {
  if (!KURRENT_URL.test(given)) throw new BadConnectionString('begins with kurrentdb:// or esdb://');
  const [address, query = ''] = given
    .trim()
    .replace(/^kurrentdb/, 'esdb')
    .split('?', 2) as [string, string?];
  const parts = query.split('&').filter((part) => part !== '');
  const namespace = parts.find((part) => part.startsWith('namespace='))?.slice('namespace='.length) ?? null;
  if (namespace !== null && (!NAMESPACE.test(namespace) || namespace === 'rapport'))
    throw new BadConnectionString('has a namespace that is not 1 to 40 of a-z, 0-9 and "-", or is "rapport"');
  const kept = parts.filter((part) => !OURS.test(part));
  if (!kept.some((part) => /^connection[-_]?name=/i.test(part))) kept.push('connectionName=rapport');
  const options = [...kept, 'nodePreference=leader', 'throwOnAppendFailure=true'].join('&');
  return { url: `${address.replace(/\/+$/, '')}?${options}`, namespace };
};
