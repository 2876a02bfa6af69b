import { ROLES, type Role } from './role';

/** Who may use a route: nobody in particular, or the holders of a key with one of the roles. */
export type Access = 'public' | readonly Role[];

const everyone: Access = ROLES;
const writers: Access = ['agent', 'supervisor', 'integrator', 'admin'];
const readers: Access = ['agent', 'supervisor', 'analyst', 'integrator', 'admin'];
const keepers: Access = ['supervisor', 'admin'];
const watchers: Access = ['supervisor', 'analyst', 'integrator', 'admin', 'auditor'];

/**
 * The one table of who may do what. A route that is not in it is refused at start-up, so forgetting it here closes a
 * door and never opens one. HEAD is what GET is. Auditors read the audit and no customers.
 */
export const PERMISSIONS: Readonly<Record<string, Access>> = {
  'GET /health/live': 'public',
  'GET /health/ready': 'public',
  'GET /metrics': ['integrator', 'admin', 'auditor'],
  'GET /openapi.json': everyone,
  'GET /asyncapi.json': everyone,
  'GET /docs': everyone,
  'GET /docs/*': everyone,

  'POST /v1/interactions': writers,
  'POST /v1/interactions/batch': writers,
  'POST /v1/events': writers,
  'POST /v1/interactions/:eventId/corrections': ['agent', 'supervisor', 'admin'],
  'POST /v1/customers/:id/merge': keepers,
  'POST /v1/customers/:id/unmerge': keepers,
  'DELETE /v1/customers/:id': ['admin'],
  'GET /v1/erasures': ['admin', 'auditor'],
  'GET /v1/erasures/:id': ['admin', 'auditor'],
  'POST /v1/erasures/:id/confirm': ['admin'],
  'POST /v1/erasures/:id/withdraw': ['admin'],
  'GET /v1/retention': ['admin', 'auditor'],
  'GET /v1/clock': everyone,
  'POST /v1/clock/closes': ['integrator', 'admin'],
  'PUT /v1/rules/:rule': ['admin'],
  'POST /v1/rules/:rule/what-if': ['analyst', 'admin'],
  'POST /v1/what-ifs/:id/publish': ['admin'],
  'POST /v1/rules/:rule/evaluations': ['analyst', 'admin'],
  'PUT /v1/policies/:policy': ['admin'],
  'POST /v1/policies/:policy/dry-run': ['supervisor', 'analyst', 'admin'],
  'POST /v1/policies/:policy/stop': ['supervisor', 'admin'],
  'POST /v1/tasks': ['agent', 'supervisor', 'admin'],
  'POST /v1/tasks/:id/assign': ['agent', 'supervisor', 'admin'],
  'POST /v1/tasks/:id/snooze': ['agent', 'supervisor', 'admin'],
  'POST /v1/tasks/:id/done': ['agent', 'supervisor', 'admin'],
  'POST /v1/tasks/:id/reopen': ['agent', 'supervisor', 'admin'],
  'GET /v1/sources': ['integrator', 'admin'],
  'PUT /v1/sources': ['admin'],
  'GET /v1/keys': ['admin'],
  'POST /v1/keys': ['admin'],
  'DELETE /v1/keys/:id': ['admin'],
  'GET /v1/quarantine': ['integrator', 'admin'],
  'GET /v1/quarantine/counts': ['integrator', 'admin'],
  'GET /v1/quarantine/settled': ['integrator', 'admin', 'auditor'],
  'GET /v1/quarantine/:id': ['admin'],
  'POST /v1/quarantine/:id/redrive': ['integrator', 'admin'],
  'POST /v1/quarantine/:id/dismiss': ['integrator', 'admin'],

  'POST /v1/customers/lookup': readers,
  'POST /v1/customers/search': ['agent', 'supervisor', 'analyst', 'admin'],
  'GET /v1/customers/:id': readers,
  'GET /v1/customers/:id/timeline': readers,
  'GET /v1/customers/:id/export': ['admin'],
  'GET /v1/customers/:id/tiers': readers,
  'GET /v1/customers/:id/signals': readers,
  'GET /v1/customers/:id/segments': readers,
  'GET /v1/customers/:id/why': readers,
  'GET /v1/tiers': readers,
  'GET /v1/signals': readers,
  'GET /v1/segments': readers,
  'GET /v1/rules': everyone,
  'GET /v1/rules/:rule/closes': everyone,
  'GET /v1/rules/:rule/models': everyone,
  'GET /v1/what-ifs': watchers,
  'GET /v1/what-ifs/:id': watchers,
  'GET /v1/what-ifs/:id/movers': ['supervisor', 'analyst', 'integrator', 'admin'],
  'POST /v1/what-ifs/:id/cancel': ['analyst', 'admin'],
  'DELETE /v1/what-ifs/:id': ['analyst', 'admin'],
  'GET /v1/policies': watchers,
  'GET /v1/policies/:policy/actions': ['supervisor', 'analyst', 'integrator', 'admin'],
  'GET /v1/policies/:policy/effect': watchers,
  'GET /v1/tasks': readers,
  'GET /v1/customers/:id/value': readers,
  'GET /v1/value': ['supervisor', 'analyst', 'integrator', 'admin'],
  'GET /v1/volume': watchers,
  'GET /v1/cases/backlog': watchers,
  'GET /v1/events': ['analyst', 'integrator', 'admin', 'auditor'],
  'GET /v1/events/stream': ['analyst', 'integrator', 'admin', 'auditor'],
  'GET /v1/topics': watchers,
  'GET /v1/topics/:topic/start': watchers,
  'POST /v1/webhooks': ['integrator', 'admin'],
  'GET /v1/webhooks': ['integrator', 'admin'],
  'GET /v1/webhooks/:id': ['integrator', 'admin'],
  'PATCH /v1/webhooks/:id': ['integrator', 'admin'],
  'DELETE /v1/webhooks/:id': ['integrator', 'admin'],
  'POST /v1/webhooks/:id/rotate': ['integrator', 'admin'],
  'POST /v1/webhooks/:id/test': ['integrator', 'admin'],
  'GET /v1/webhooks/:id/deliveries': ['integrator', 'admin'],
  'POST /v1/webhooks/:id/redrive': ['integrator', 'admin'],
  'GET /v1/projections': watchers,
  'GET /v1/projections/versions': watchers,
  'POST /v1/projections/prune': ['admin'],
  'POST /v1/projections': ['analyst', 'admin'],
  'POST /v1/projections/preview': ['analyst', 'admin'],
  'GET /v1/projections/:name': watchers,
  'DELETE /v1/projections/:name': ['analyst', 'admin'],
  'GET /v1/projections/:name/rows': ['analyst', 'integrator', 'admin'],
  'POST /v1/projections/:name/parked/:customer/retry': ['admin'],
  'POST /v1/projections/:name/parked/:customer/skip': ['admin'],
  'GET /v1/projections/:name/parked/:customer/skip': ['analyst', 'integrator', 'admin'],
  'GET /v1/projections/:name/skipped': watchers,
  'POST /v1/projections/:name/replays': ['admin'],
  'GET /v1/replays': watchers,
  'GET /v1/replays/:id': watchers,
  'POST /v1/replays/:id/:wish': ['admin'],
  'GET /v1/audit/openings': ['admin', 'auditor'],
  'GET /v1/audit/anchors': ['admin', 'auditor'],
  'GET /v1/audit/key': ['admin', 'auditor'],
  'GET /v1/audit/views': ['admin', 'auditor'],
};

/** Files of the docs page; the one family of routes that is not ours to name. */
const DOCS_FILE = /^\/docs\/.*$/;

/** The entry of a route, or undefined when there is none. */
export const accessTo = (method: string, route: string): Access | undefined =>
  PERMISSIONS[`${method === 'HEAD' ? 'GET' : method} ${route.replace(DOCS_FILE, '/docs/*')}`];
