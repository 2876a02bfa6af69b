import { applyDecorators } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiParam, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';

/** A JSON Schema, loosely. */
export type Schema = Readonly<Record<string, unknown>>;

/** A body that works as it stands: a test sends each one and expects `status`. */
export interface Example {
  readonly summary: string;
  readonly status: number;
  readonly value: unknown;
}

/** What the OpenAPI document says of an endpoint. */
export interface Documentation {
  /** What clients that are made from the document call it; unique, and for good. */
  readonly operation: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, Schema & { description: string }>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { schema: Schema; type?: string; examples: Readonly<Record<string, Example>> };
  readonly answers: Answers;
}

/** By status. What has a body says what it looks like, and problems all look alike. */
type Answers = Readonly<Record<number, string | Answered>> & { readonly [success in 200 | 201 | 202]?: Answered };

/** An answer with a body: the schema of its JSON, and what else it may be had as, by media type. */
export type Answered = { readonly description: string } & (
  | { readonly schema: Schema; readonly also?: Readonly<Record<string, Schema>> }
  | { readonly schema?: undefined; readonly also: Readonly<Record<string, Schema>> }
);

/** Describes an endpoint in one place, with examples that run. */
export const Documented = (about: Documentation): MethodDecorator => {
  const { operation, tag, summary, description, params = {}, query = {}, headers = {}, body, answers } = about;
  return applyDecorators(
    ApiTags(tag),
    ApiOperation({ operationId: operation, summary, ...(description ? { description } : {}) }),
    ...Object.entries(params).map(([name, text]) => ApiParam({ name, description: text, schema: { type: 'string' } })),
    ...Object.entries(query).map(([name, { description: text, ...schema }]) =>
      ApiQuery({ name, required: false, description: text, schema: schema as never }),
    ),
    ...Object.entries(headers).map(([name, text]) => ApiHeader({ name, description: text, required: false })),
    ...(body ? [bodyOf(body)] : []),
    ...Object.entries(answers).map(([status, answer]) => answerOf(status, answer)),
  );
};

const bodyOf = ({ schema, examples }: NonNullable<Documentation['body']>): MethodDecorator =>
  ApiBody({
    schema: schema as never,
    examples: Object.fromEntries(
      Object.entries(examples).map(([name, { summary, status, value }]) => [
        name,
        { summary, value, 'x-status': status },
      ]),
    ),
  });

const answerOf = (status: string, answer: Documentation['answers'][number]): MethodDecorator => {
  const about = { status: Number(status), description: typeof answer === 'string' ? answer : answer.description };
  if (about.status >= 400) {
    return ApiResponse({
      ...about,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    });
  }
  if (typeof answer === 'string') return ApiResponse(about);
  const media = { ...(answer.schema && { 'application/json': answer.schema }), ...answer.also };
  const content = Object.fromEntries(
    Object.entries(media).map(([type, schema]) => [type, { schema: schema as never }]),
  );
  return ApiResponse({ ...about, content });
};
