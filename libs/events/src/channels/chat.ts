import { channel, Means, Personal } from '../channel';
import { Code, OneOf, Optional, Seconds, Text, Whole } from '../field';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { automation, wrapUp } from '../payloads/service';

class Chat {
  @Code('Conversation, unique within the source', 'ch-9921') conversationId!: string;
}
@Means('A conversation began')
class ChatStarted extends Chat {
  @Optional() @Code('Where: site, app, messenger', 'site') platform?: string;
  @Optional() @Code('Queue', 'support-en') queue?: string;
  @Optional() @Code('Topic chosen', 'delivery') topic?: string;
}

@Means('A person of ours took the conversation')
class ChatAnswered extends Chat {
  @Optional() @Seconds('Time from the wish for a person to the answer', 21) queueSeconds?: number;
}
@Means('Somebody wrote a message in a conversation')
class ChatMessageSent extends Chat {
  @OneOf('Who wrote it', ['customer', 'agent', 'bot']) author!: string;
  @Optional() @Code('Message, unique within the conversation', '17') messageId?: string;
  @Optional() @Whole('Attachments', 0, 'file', 0, 10_000) attachments?: number;
  @Optional() @Personal('content') @Text('The message', 'Where is my order?') text?: string;
}
@Means('A conversation is over; its times stand here, so that this event alone is enough for service levels')
class ChatEnded extends Chat {
  @Optional() @OneOf('How it ended', ['answered', 'by-bot', 'abandoned']) outcome?: string;
  @Optional() @Seconds('Time in the queue', 21) queueSeconds?: number;
  @Optional() @Seconds('Time with agents', 340) talkSeconds?: number;
  @Optional() @Whole('Messages', 12, 'message', 0, 100_000) messages?: number;
  @Optional() @Code('Who ended it: customer, agent, time', 'customer') endedBy?: string;
}

export const chat = channel('chat', {
  ...everywhere,
  ...orders,
  ...interest,
  ...automation,
  ...wrapUp,
  ChatStarted,
  ChatAnswered,
  ChatMessageSent,
  ChatEnded,
});
