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
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, Schema & { description: string }>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: { schema: Schema; type?: string; examples: Readonly<Record<string, Example>> };
  readonly answers: Readonly<Record<number, string | { description: string; schema: Schema }>>;
}

const UNCHANGED = new Set(['304']);

/** Describes an endpoint in one place, with examples that run. */
export const Documented = (about: Documentation): MethodDecorator => {
  const { tag, summary, description, params = {}, query = {}, headers = {}, body, answers } = about;
  return applyDecorators(
    ApiTags(tag),
    ApiOperation({ summary, ...(description ? { description } : {}) }),
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
  const { description, schema } = typeof answer === 'string' ? { description: answer, schema: undefined } : answer;
  if (Number(status) < 400) {
    if (!schema || UNCHANGED.has(status)) return ApiResponse({ status: Number(status), description });
    return ApiResponse({ status: Number(status), description, schema: schema as never });
  }
  const content = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };
  return ApiResponse({ status: Number(status), description, content });
};
