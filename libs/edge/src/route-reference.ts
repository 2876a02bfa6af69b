import type { OpenAPIObject } from '@nestjs/swagger';
import { PERMISSIONS } from './permissions';

const OPERATIONS: Readonly<Record<string, string>> = {
  'GET /health/live': 'The process answers',
  'GET /health/ready': 'It can serve, and how far the views are; 503 when it cannot or is draining',
  'GET /metrics': 'Figures for Prometheus',
  'GET /openapi.json': 'The OpenAPI 3.1 document',
  'GET /docs': 'The document as a page',
};
const OWNERS: Readonly<Record<string, string>> = {
  ingest: 'ingest',
  identity: 'ingest',
  administration: 'ingest',
  privacy: 'ingest',
  customers: 'query',
  decisions: 'query',
  operations: 'query',
  audit: 'query',
  log: 'relay',
  webhooks: 'relay',
  tasks: 'ingest',
};
/** Where the tag does not tell. */
const OWNED_APART: Readonly<Record<string, string>> = {
  'GET /v1/customers/:id/export': 'query',
  'GET /v1/tasks': 'query',
};

/** The reference of all routes as Markdown: from the document that a running server gives out, and the table of roles. */
export const routeReference = (document: OpenAPIObject): string => {
  const rows = Object.entries(PERMISSIONS).flatMap(([name, access]) => {
    const [method, route] = name.split(' ') as [string, string];
    const path = route.replaceAll(/:(\w+)/g, '{$1}');
    const item = document.paths[path] as Record<string, { summary?: string; tags?: string[] }> | undefined;
    const operation = item?.[method.toLowerCase()];
    const what = operation?.summary ?? OPERATIONS[name];
    if (what === undefined) return [];
    const owner = OWNED_APART[name] ?? OWNERS[operation?.tags?.[0] ?? ''] ?? 'every process';
    return [
      `| \`${method} ${path}\` | ${what} | ${owner} | ${access === 'public' ? 'nobody asks' : access.join(', ')} |`,
    ];
  });
  return [
    '# Routes',
    '',
    'Made from the running server by `RAPPORT_WRITE_DOCS=1 npm test -- e2e reference`; do not edit. Parameters, bodies',
    'and answers are in [openapi.json](openapi.json), which the server gives out at `/openapi.json`, and, to read, at `/docs`.',
    '',
    '| route | what | owner | roles |',
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ].join('\n');
};
