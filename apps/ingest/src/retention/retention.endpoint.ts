import { Controller, Get } from '@nestjs/common';
import { Documented } from '@rapport/edge';
import { IngestParts } from '../parts';
import { endingsOf } from './due';
import { RetentionKeeper } from './retention-keeper';

@Controller('v1/retention')
class RetentionController {
  constructor(private readonly parts: IngestParts) {}

  @Get()
  @Documented({
    tag: 'privacy',
    summary: 'How long personal data is kept, what ends next, and what has ended',
    description: 'By data class and the quarter in which it happened; `endsAt` is when nobody can read it any more.',
    answers: { 200: 'Months by class (classes that are absent: for ever), ends to come, ends that were' },
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
