import { Catch, HttpException, Logger, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { isAway } from '@rapport/postgres';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Problem, invalid, problemType, unavailable } from './problem';

const CODES: Readonly<Record<number, readonly [code: string, detail: string]>> = {
  400: ['invalid-request', 'the request is not well formed'],
  401: ['no-key', 'this route needs a key'],
  403: ['not-allowed', 'the role of this key may not do that'],
  404: ['no-route', 'there is no such route'],
  405: ['no-method', 'the route does not take this method'],
  413: ['too-large', 'the body is larger than this route takes'],
  414: ['too-long', 'a part of the URL is too long'],
  415: ['unsupported-encoding', 'the body is in a form that this route does not take'],
};
/** PostgreSQL has no such table or schema, of those that are filled from the log. */
const isLostView = (error: unknown): boolean => {
  const { code, message } = (error ?? {}) as { readonly code?: unknown; readonly message?: unknown };
  return (code === '42P01' || code === '3F000') && String(message).includes('rapport_read');
};

/** Turns anything that was thrown into a problem without values: messages of libraries can hold personal data. */
export const toProblem = (error: unknown): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof HttpException) return fromHttp(error);
  const { statusCode } = (error ?? {}) as { statusCode?: number };
  const known = typeof statusCode === 'number' && statusCode < 500 ? CODES[statusCode] : undefined;
  if (known) return new Problem(statusCode!, ...known);
  if (isAway(error)) {
    return unavailable('database-away', 'the database does not answer, or takes nothing in; repeat the request');
  }
  if (isLostView(error)) {
    return unavailable(
      'view-lost',
      'a table of the views is gone; the projector makes it again and fills it from the log',
    );
  }
  return new Problem(500, 'internal', 'something went wrong here; the log has the request id');
};

const fromHttp = (error: HttpException): Problem => {
  const status = error.getStatus();
  const body = error.getResponse() as { message?: unknown };
  // The validation pipe says which fields are wrong, never what was in them.
  if (status === 400 && Array.isArray(body.message)) {
    return invalid('some fields are not as they should be', { errors: body.message.map((text) => ({ detail: text })) });
  }
  const [code, detail] = CODES[status] ?? ['error', 'the request could not be served'];
  return new Problem(status, code, detail);
};

const CUT_OFF = new Problem(400, 'cut-off', 'the request ended before its body did');

/** The client went away in the middle of its body: whatever failed here failed because of that, and is nobody's fault here. */
const isCutOff = ({ raw }: FastifyRequest): boolean => raw.destroyed && !raw.complete;

/** The one place that knows how errors look on the wire. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('http');

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const thrown = toProblem(error);
    const problem = thrown.getStatus() >= 500 && isCutOff(request) ? CUT_OFF : thrown;
    if (problem.getStatus() >= 500) this.logger.error({ ...traceOf(error), code: problem.code, requestId: request.id });
    if (reply.sent || reply.raw.headersSent) return void reply.raw.destroy();
    sendProblem(problem, request.id, reply);
  }
}

/** Answers with a problem. */
export const sendProblem = (problem: Problem, requestId: string, reply: FastifyReply): void =>
  void reply
    .code(problem.getStatus())
    .headers(problem.headers)
    .type('application/problem+json')
    .send(JSON.stringify(bodyOf(problem, requestId)));

/** The problem as the client reads it. */
export const bodyOf = (problem: Problem, requestId: string): Record<string, unknown> => ({
  type: problemType(problem.code),
  title: problem.code.replaceAll('-', ' '),
  status: problem.getStatus(),
  detail: problem.detail,
  instance: `urn:uuid:${requestId}`,
  ...problem.members,
});

/** Where an error came from, without its message. */
export const traceOf = (error: unknown): { error: string; at: readonly string[] } => {
  if (!(error instanceof Error)) return { error: typeof error, at: [] };
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const code = (error as { code?: unknown }).code;
  return { error: code ? `${error.name} ${String(code)}` : error.name, at: frames.slice(0, 8).map((f) => f.trim()) };
};
