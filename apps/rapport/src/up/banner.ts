import type { RunRole } from '@rapport/edge';

/** What whoever started an instance wants to know. */
export interface Started {
  readonly url: string;
  readonly roles: readonly RunRole[];
  readonly dataDir: string;
  /** 'embedded', or the host and name of a database of your own; never the password. */
  readonly database: string;
  /** The text of the first admin key, when this start made it. */
  readonly adminKey: string | null;
  /** Where it is kept, if it is. */
  readonly adminKeyFile: string | null;
  readonly tookMs: number;
}

const keyLine = ({ adminKey, adminKeyFile }: Started): string[] => {
  if (adminKey !== null) {
    const kept = adminKeyFile === null ? 'it is kept nowhere: keep it now' : `kept in ${adminKeyFile}`;
    return [`  admin key  ${adminKey}`, `             (shown this once; ${kept})`];
  }
  return adminKeyFile === null ? [] : [`  admin key  in ${adminKeyFile}`];
};

const keyText = ({ adminKey, adminKeyFile }: Started): string =>
  adminKeyFile !== null ? `$(cat '${adminKeyFile}')` : (adminKey ?? '$RAPPORT_ADMIN_KEY');

const EXAMPLE = JSON.stringify({
  id: 'first',
  source: 'shop/demo',
  channel: 'store',
  type: 'StoreVisited',
  occurredAt: '2026-11-20T17:04:05+01:00',
  identifiers: [{ type: 'email', value: 'li@example.com' }],
  data: { store: 'berlin-3' },
});

/** What `rapport up` prints when it is ready. */
export const bannerOf = (started: Started): string => {
  const { url, roles, database, dataDir, tookMs } = started;
  const api = roles.includes('ingest') || roles.includes('query');
  return [
    '',
    `Rapport is ready (${roles.join(', ')}; ${(tookMs / 1_000).toFixed(1)} s)`,
    '',
    ...(api
      ? [`  API        ${url}`, `  API docs   ${url}/docs (a browser asks: the key is the user, no password)`]
      : []),
    `  health     ${url}/health/ready`,
    `  data       ${database === 'embedded' ? `${dataDir} (embedded PostgreSQL)` : database}`,
    ...keyLine(started),
    '',
    ...(roles.includes('ingest')
      ? [
          `curl ${url}/v1/interactions -H "authorization: Bearer ${keyText(started)}" -H 'content-type: application/json' -d '${EXAMPLE}'`,
          '',
        ]
      : []),
  ].join('\n');
};
