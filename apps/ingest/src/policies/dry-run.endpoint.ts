import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { controlPipe, Documented, invalid, Optional } from '@rapport/edge';
import { IsISO8601, IsObject } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { IngestParts } from '../parts';
import { dryRun, type DryRun } from './dry-run';
import { DRY_RUN } from './dry-run.shape';
import { POLICY_PARAM, POLICY_SCHEMA, SAVE_KEY_ACCOUNTS } from './policy.about';
import { policyName } from './publish-policy';

const DAYS_MS = 30 * 86_400_000;

class Stretch {
  @Optional() @IsISO8601({ strict: true }) from?: string;
  @Optional() @IsISO8601({ strict: true }) to?: string;
  @Optional() @IsObject() definition?: Record<string, unknown>;
}

@Controller('v1/policies')
class DryRunController {
  constructor(private readonly parts: IngestParts) {}

  @Post(':policy/dry-run')
  @HttpCode(200)
  @Documented({
    operation: 'dryRunPolicy',
    tag: 'administration',
    summary: 'What a policy would have done in the past, and what it would have held back and why',
    description:
      'By what was recorded between two moments and what was known at each: consent, quiet hours, limits, the control group. Nothing is done and nothing kept. ' +
      'With `definition` a draft is tried under that name. A stretch that is too long is read as far as about fifteen seconds allow (`cutAt`).',
    params: POLICY_PARAM,
    body: {
      schema: {
        type: 'object',
        properties: {
          from: { type: 'string', format: 'date-time', description: '30 days before `to` when absent' },
          to: { type: 'string', format: 'date-time', description: 'Now when absent' },
          definition: { ...POLICY_SCHEMA, description: 'Another policy than the one that acts' },
        },
      },
      examples: {
        draft: { summary: 'A policy that is not published yet', status: 200, value: { definition: SAVE_KEY_ACCOUNTS } },
        wrong: { summary: 'It ends before it begins', status: 400, value: { from: '2026-11-20T00:00:00Z', to: '2026-11-19T00:00:00Z' } }, // prettier-ignore
      },
    },
    answers: {
      200: { description: 'What would have been', schema: DRY_RUN },
      400: 'Some fields are not as they should be',
      404: 'There is no such policy, and no definition was given',
      422: 'The definition cannot be; `faults` lists each place',
      503: 'Repeat after Retry-After',
    },
  })
  async run(
    @Param('policy') policy: string,
    @Body(controlPipe) wanted: Stretch,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DryRun> {
    const to = new Date(wanted.to ?? Date.now());
    const from = new Date(wanted.from ?? to.getTime() - DAYS_MS);
    if (from >= to) throw invalid('from must be before to');
    void reply.header('cache-control', 'no-store');
    const { definition } = wanted;
    const stretch = { from: from.toISOString(), to: to.toISOString() };
    return dryRun(this.parts, { policy: policyName(policy), ...stretch, ...(definition && { definition }) });
  }
}

export const policyDryRun = { controllers: [DryRunController], providers: [] };
