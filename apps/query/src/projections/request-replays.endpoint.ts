import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { type Caller, CallerOf, Documented, invalid, Problem, shapes } from '@rapport/edge';
import { projections } from '@rapport/projections';
import {
  definedProjections,
  ReplayUnderWay,
  requestReplay,
  requestReplays,
  type Replay,
  type Versioned,
} from '@rapport/read-db';
import type { FastifyReply } from 'fastify';
import { QueryParts } from '../parts';
import { REPLAY } from './replay.shape';

const MAX = 50;

const refused = (error: unknown): never => {
  if (error instanceof ReplayUnderWay) throw new Problem(409, 'replay-under-way', error.message, { replay: error.id });
  throw error;
};

const promoteOf = (body: unknown): boolean => {
  const { promote = true, ...others } = (body ?? {}) as { readonly promote?: unknown };
  if (typeof promote !== 'boolean' || Object.keys(others).length > 0) {
    throw invalid('the body is empty or {"promote": true or false}');
  }
  return promote;
};

/** What several replays are asked for with. @throws Problem 400 */
const severalOf = (body: unknown): { readonly names: readonly string[]; readonly promote: boolean } => {
  const { projections: names, ...others } = (body ?? {}) as { readonly projections?: unknown };
  const isSome = Array.isArray(names) && names.length > 0 && names.length <= MAX;
  if (!isSome || !names.every((name) => typeof name === 'string') || new Set(names).size < names.length) {
    throw invalid(`"projections" are 1 to ${MAX} names, each once`);
  }
  const { promote = true, ...unknown } = others as { readonly promote?: unknown };
  if (typeof promote !== 'boolean' || Object.keys(unknown).length > 0) {
    throw invalid('beside "projections" there is only "promote": true or false');
  }
  return { names: names as readonly string[], promote };
};

const PROMOTE = { ...shapes.flag(), default: true };

@Controller('v1')
class RequestReplaysController {
  constructor(private readonly parts: QueryParts) {}

  @Post('projections/:name/replays')
  @HttpCode(202)
  @Documented({
    operation: 'requestReplay',
    tag: 'operations',
    summary: 'Build a projection anew',
    description:
      'Beside the live one, which serves all the while; compared with it row by row, then put in its place in one transaction. With "promote": false it waits for a promote.',
    params: { name: 'Projection' },
    body: {
      schema: { type: 'object', properties: { promote: PROMOTE } },
      examples: { waiting: { summary: 'Build and compare, swap when told', status: 202, value: { promote: false } } },
    },
    answers: {
      202: { description: 'Asked for; the projector begins within seconds', schema: REPLAY },
      400: 'The body is neither empty nor says promote',
      404: 'There is no such projection',
      409: 'A replay of it is under way',
    },
  })
  async one(
    @Param('name') name: string,
    @Body() body: unknown,
    @CallerOf() caller: Caller,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Replay> {
    const promote = promoteOf(body);
    const [projection] = await this.#named([name]);
    const replay = await requestReplay(this.parts.pool, projection!, { promote, by: caller.keyId }).catch(refused);
    void reply.header('location', `/v1/replays/${replay.id}`);
    return replay;
  }

  @Post('replays')
  @HttpCode(202)
  @Documented({
    operation: 'requestReplays',
    tag: 'operations',
    summary: 'Build several projections anew',
    description:
      'All of them or none is asked for, each as a replay of its own. Those with a row for each customer (`customer-view`, `value`, described ones) read the log together, up to three at a time; others follow one after the other. One that fails, is paused or cancelled does not hold up the others.',
    body: {
      schema: {
        type: 'object',
        required: ['projections'],
        properties: {
          projections: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: MAX, uniqueItems: true },
          promote: PROMOTE,
        },
      },
      examples: {
        both: { summary: 'Two at once', status: 202, value: { projections: ['customer-view', 'value'], promote: false } }, // prettier-ignore
        twice: { summary: 'A name twice', status: 400, value: { projections: ['value', 'value'] } },
      },
    },
    answers: {
      202: {
        description: 'Asked for, in the order of the names; the projector begins within seconds',
        schema: shapes.record({ replays: shapes.listOf(REPLAY) }),
      },
      400: 'The names are none, too many, or one is there twice',
      404: 'There is no projection of one of the names; none is asked for',
      409: 'A replay of one of them is under way; none is asked for',
    },
  })
  async several(@Body() body: unknown, @CallerOf() caller: Caller): Promise<{ readonly replays: readonly Replay[] }> {
    const { names, promote } = severalOf(body);
    const asked = await this.#named(names);
    return { replays: await requestReplays(this.parts.pool, asked, { promote, by: caller.keyId }).catch(refused) };
  }

  async #named(names: readonly string[]): Promise<readonly Versioned[]> {
    const isAllBuiltIn = names.every((name) => projections.some(({ projection }) => projection.name === name));
    const known = isAllBuiltIn ? projections : [...projections, ...(await definedProjections(this.parts.pool))];
    return names.map((name) => {
      const found = known.find(({ projection }) => projection.name === name);
      if (!found) throw new Problem(404, 'not-found', 'there is no projection of this name', { projection: name });
      return found.projection;
    });
  }
}

export const requestReplaysEndpoints = { controllers: [RequestReplaysController], providers: [] };
