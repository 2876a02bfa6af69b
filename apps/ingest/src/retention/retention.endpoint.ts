import { Controller, Get } from '@nestjs/common';
import { Documented } from '@rapport/edge';
import { IngestParts } from '../parts';
import { endingsOf } from './due';
import { RetentionKeeper } from './retention-keeper';
import { RETENTION } from './retention.shape';

@Controller('v1/retention')
class RetentionController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    operation: 'showRetention',
    tag: 'privacy',
    summary: 'How long personal data is kept, what ends next, and what has ended',
    description: 'By data class and the quarter in which it happened; `endsAt` is when nobody can read it any more.',
    answers: { 200: { description: 'Months by class, ends to come, ends that were', schema: RETENTION } },
  })
  async show(): Promise<object> {
    const { vault, privacy } = this.parts;
    const quarters = await vault.quarters();
    return {
      months: privacy.retention,
      endings: endingsOf(privacy.retention, quarters),
      ended: quarters.filter(({ destroyedAt }) => destroyedAt !== null),
    };
  }
}

export const retention = { controllers: [RetentionController], providers: [RetentionKeeper] };
