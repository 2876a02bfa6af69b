import { Controller, Get, Header, Param } from '@nestjs/common';
import { Documented, Problem, shapes, unavailable } from '@rapport/edge';
import { RelayParts } from './parts';
import { TOPIC, TOPIC_START } from './topic.shape';

@Controller('v1/topics')
class TopicsController {
  constructor(private readonly parts: RelayParts) {}

  @Get()
  @Header('cache-control', 'no-store')
  @Documented({
    operation: 'listTopics',
    tag: 'log',
    summary: 'How complete the Kafka topics are',
    description:
      'For each topic how far it is published, and what came out when it was last compared with the log or the view: how many events or customers must be told, how many are missing, out of order within their key, foreign or altered, with examples, and since when it has differed. Repeats (`duplicate`) have the same ids and do no harm. Empty where this process speaks to no Kafka.',
    answers: {
      200: { description: 'All that are published', schema: shapes.record({ topics: shapes.listOf(TOPIC) }) },
    },
  })
  async list(): Promise<object> {
    return { topics: (await this.parts.topics?.all()) ?? [] };
  }

  @Get(':topic/start')
  @Header('cache-control', 'no-store')
  @Documented({
    operation: 'showTopicStart',
    tag: 'log',
    summary: 'Where to begin with a topic for who has the past from elsewhere',
    description:
      'Everything up to `position` lies before the offsets. Ask for them first, then read pages (of the log, or of rows) to their end, then consume from these offsets on and skip what the pages had: no gap, no overlap.',
    params: { topic: 'Short or full name: `customers` or `rapport.customers.v1`' },
    answers: {
      200: { description: 'By partition', schema: TOPIC_START },
      404: 'There is no such topic',
      503: 'Kafka does not answer',
    },
  })
  async start(@Param('topic') topic: string): Promise<object> {
    const { topics } = this.parts;
    const found = await topics?.startOf(topic).catch((error: Error) => {
      throw unavailable('kafka-away', `Kafka does not answer (${error.name})`);
    });
    if (!found) throw new Problem(404, 'not-found', 'no topic of this name is published here');
    return found;
  }
}

export const topics = { controllers: [TopicsController], providers: [] };
