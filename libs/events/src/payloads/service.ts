import { Means, Personal } from '../channel';
import { Code, Codes, Flag, Measure, Optional, Seconds, Text } from '../field';

@Means('An agent wrote down what a contact was about; ends the work after it')
class WrapUpRecorded {
  @Code('Call, chat, mail or visit, as its system names it', '33116') contactId!: string;
  @Code('Disposition code: outcome picked by the agent', 'solved') disposition!: string;
  @Optional() @Code('Reason code: why the customer came', 'bill-too-high') reason?: string;
  @Optional() @Seconds('Work after the contact', 40) wrapUpSeconds?: number;
  @Optional() @Flag('Whether the matter is solved', true) solved?: boolean;
  @Optional() @Code('Case it belongs to', '101001240735') caseId?: string;
  @Optional() @Codes('Topics', ['billing']) topics?: readonly string[];
  @Optional() @Measure('Mood of the customer', -0.4, '-1 to 1', -1, 1) sentiment?: number;
  @Optional() @Personal('content') @Text('Summary', 'Bill explained, content now') summary?: string;
}

@Means('The customer helped themselves: FAQ, menu, portal')
class SelfServiceUsed {
  @Code('Task', 'change-address') task!: string;
  @Optional() @Code('Tool: portal, voice-menu, faq, kiosk', 'portal') tool?: string;
  @Optional() @Flag('Whether it worked without a person', true) solved?: boolean;
  @Optional() @Seconds('Time it took', 95) duration?: number;
}

@Means('A machine answered')
class BotAnswered {
  @Code('Conversation', 'ch-9921') conversationId!: string;
  @Optional() @Code('Intent that it understood', 'where-is-my-order') intent?: string;
  @Optional() @Measure('How sure it was', 0.87, '0 to 1', 0, 1) confidence?: number;
  @Optional() @Flag('Whether the matter was solved', true) solved?: boolean;
  @Optional() @Personal('content') @Text('The answer', 'It arrives tomorrow') text?: string;
}

@Means('A machine gave the customer to a person')
class HandedOver {
  @Code('Conversation', 'ch-9921') conversationId!: string;
  @Optional() @Code('Queue or team', 'support-en') to?: string;
  @Optional() @Code('Reason code', 'asked-for-a-person') reason?: string;
}

export const wrapUp = { WrapUpRecorded };
export const automation = { SelfServiceUsed, BotAnswered, HandedOver };
