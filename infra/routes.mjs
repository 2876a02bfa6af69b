// node infra/routes.mjs <port> [host]: one address for roles that run as separate processes. Each request goes to the role that owns its
// route by docs/reference/http.md; RAPPORT_INGEST_URL, RAPPORT_QUERY_URL, RAPPORT_RELAY_URL and RAPPORT_PROJECTOR_URL say where roles are. What every process
// serves comes from ingest, below /roles/<role>/ from that role. Bodies and answers stream. Prints the address as JSON.
import { readFileSync } from 'node:fs';
import { Agent, createServer, request as open } from 'node:http';

const ROLES = ['ingest', 'query', 'relay', 'projector'];
const [port = '3000', host = '127.0.0.1'] = process.argv.slice(2);
const targets = new Map(ROLES.map((role) => [role, process.env[`RAPPORT_${role.toUpperCase()}_URL`]]));
const agent = new Agent({ keepAlive: true });

const ROW = /^\| `([A-Z]+) (\/[^`]*)` +\|[^|]*\| *([a-z ]+?) *\|/;
const table = readFileSync(new URL('../docs/reference/http.md', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, method, route, owner] = ROW.exec(line) ?? [];
    return method && ROLES.includes(owner) ? [{ method, segments: route.split('/'), owner }] : [];
  });
if (table.length === 0) throw new Error('docs/reference/http.md names no route of any role');

/** Written segments go before parameters: `/v1/customers/lookup` is no customer. */
const fits = (segments, path) =>
  segments.length === path.length && segments.every((one, at) => one.startsWith('{') || one === path[at]);
const written = ({ segments }) => segments.filter((one) => !one.startsWith('{')).length;
const ordered = table.sort((a, b) => written(b) - written(a));

/** The role that a request is for, and the path there. */
const placeOf = (method, url) => {
  const [, named, rest] = /^\/roles\/([a-z]+)(\/.*)$/.exec(url) ?? [];
  if (named) return [named, rest];
  const path = url.split('?', 1)[0].split('/');
  const asked = method === 'HEAD' ? 'GET' : method;
  return [ordered.find((one) => one.method === asked && fits(one.segments, path))?.owner ?? 'ingest', url];
};

const refuse = (answer, status, code, detail) => {
  const problem = { type: `urn:rapport:problem:${code}`, title: code.replaceAll('-', ' '), status, detail };
  answer.writeHead(status, {
    'content-type': 'application/problem+json',
    ...(status === 503 && { 'retry-after': '1' }),
  });
  answer.end(JSON.stringify(problem));
};

const server = createServer((incoming, answer) => {
  const [role, path] = placeOf(incoming.method, incoming.url);
  const target = targets.get(role);
  if (!target) return refuse(answer, 404, 'no-route', 'no role here serves this route');
  const { connection: _, ...headers } = incoming.headers;
  const forward = open(new URL(path, target), { method: incoming.method, headers, agent }, (reply) => {
    const { connection: __, 'keep-alive': ___, ...given } = reply.headers;
    answer.writeHead(reply.statusCode, given);
    answer.flushHeaders();
    reply.pipe(answer);
    reply.once('error', () => answer.destroy());
  });
  // Before the answer began, its sender may repeat the request; afterwards only a cut tells that something is missing.
  forward.once('error', () =>
    answer.headersSent
      ? answer.destroy()
      : refuse(answer, 503, 'role-away', `${role} does not answer; repeat the request`),
  );
  answer.once('close', () => answer.writableFinished || forward.destroy());
  incoming.pipe(forward);
});
server.requestTimeout = 0;
server.listen(Number(port), host, () =>
  process.stdout.write(`${JSON.stringify({ url: `http://${host}:${server.address().port}`, routes: table.length })}\n`),
);
for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => {
    server.close(() => process.exit(0));
    server.closeIdleConnections();
  });
