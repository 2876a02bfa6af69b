import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { Documented, Problem, controlPipe, instant, invalid, shapes, unavailable } from '@rapport/edge';
import { IsString } from 'class-validator';
import type { RetakeFrom } from './kafka/retake';
import { IngestParts } from './parts';

class Retake {
  @IsString() from!: string;
}

const { listOf, record, whole } = shapes;
const RETAKEN = record({
  partition: whole(),
  from: whole('Offset of the first record that is read once more'),
  to: whole('How far it had been read; what lies between is read again'),
});

const fromOf = (said: string): RetakeFrom => {
  if (said === 'beginning') return said;
  const moment = instant('from', said);
  if (moment === undefined) throw invalid('from is a moment (RFC 3339) or beginning');
  return new Date(moment);
};

@Controller('v1/intake')
class RetakeController {
  constructor(private readonly parts: IngestParts) {}

  @Post(':topic/retake')
  @HttpCode(200)
  @Documented({
    operation: 'retakeIntake',
    tag: 'administration',
    summary: 'Take records of a Kafka topic once more',
    description:
      'From what Kafka received at a moment, or from the first record that it still has. What was recorded is known by its ids and changes ' +
      'nothing; what was refused, or not even kept because the quarantine was full, gets another chance.',
    params: { topic: 'Full name of a topic that is read here, such as `rapport.ingest.v1`' },
    body: {
      schema: {
        type: 'object',
        required: ['from'],
        properties: { from: { type: 'string', description: 'A moment (RFC 3339), or `beginning`' } },
      },
      examples: {
        everything: { summary: 'No topic is read here', status: 404, value: { from: 'beginning' } },
        noMoment: { summary: 'From when', status: 400, value: { from: 'yesterday' } },
      },
    },
    answers: {
      200: {
        description: 'What is read again; partitions that were not that far are not there',
        schema: record({ partitions: listOf(RETAKEN) }),
      },
      400: 'Some fields are not as they should be',
      404: 'No such topic is read here',
      503: 'Kafka does not answer; do it again',
    },
  })
  async retake(@Param('topic') topic: string, @Body(controlPipe) { from }: Retake): Promise<object> {
    const moment = fromOf(from);
    const partitions = await this.parts.retake?.(topic, moment).catch((error: Error) => {
      throw unavailable('kafka-away', `Kafka does not answer (${error.name})`);
    });
    if (!partitions) throw new Problem(404, 'not-found', 'no topic of this name is read here');
    return { partitions };
  }
}

export const retake = { controllers: [RetakeController], providers: [] };
