import { HttpException } from '@nestjs/common';

/** Extra members of a problem; never personal values, and never one that RFC 9457 gives a meaning. */
export type ProblemMembers = Readonly<Record<string, unknown>> & {
  readonly [own in 'type' | 'title' | 'status' | 'detail' | 'instance']?: never;
};

/** The stable `type` of a problem: clients may compare it. */
export const problemType = (code: string): string => `urn:rapport:problem:${code}`;

/**
 * An error that a client can read (RFC 9457). `code` is stable and becomes the `type`; `detail` is for people and holds no
 * value that a client sent, because details end up in other people's logs.
 */
export class Problem extends HttpException {
  constructor(
    status: number,
    readonly code: string,
    readonly detail: string,
    readonly members: ProblemMembers = {},
    readonly headers: Readonly<Record<string, string | string[]>> = {},
  ) {
    super(detail, status);
    this.name = 'Problem';
  }
}

/** 400: the request has not the form that the route takes. */
export const invalid = (detail: string, members?: ProblemMembers): Problem =>
  new Problem(400, 'invalid-request', detail, members);

/** 404: nothing has this id. */
export const notFound = (what: string): Problem => new Problem(404, 'not-found', `there is no ${what} with this id`);

/** 503 with the whole seconds after which a repeat makes sense. */
export const unavailable = (code: string, detail: string, retryAfterSeconds = 1): Problem =>
  new Problem(503, code, detail, {}, { 'retry-after': String(retryAfterSeconds) });
