import { channel, Means, Personal, Searchable } from '../channel';
import { Code, Flag, Measure, OneOf, Optional, Text, Whole } from '../field';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { automation, wrapUp } from '../payloads/service';

class Mail {
  @Code('Message-ID, or the number that the mailer gave it', '<5f1c@mail.example.com>') messageId!: string;
}
class Letter extends Mail {
  @Optional() @Code('Message-ID that it answers', '<4a0b@mail.example.com>') inReplyTo?: string;
  @Optional() @Code('Thread', 't-9921') threadId?: string;
  @Optional() @Code('Our mailbox', 'support') mailbox?: string;
  @Optional() @Code('Language: BCP 47', 'de') language?: string;
  @Optional() @Whole('Attachments', 1, 'file', 0, 10_000) attachments?: number;
  @Optional() @Personal('content') @Searchable() @Text('Subject', 'Where is my order?') subject?: string;
  @Optional() @Personal('content') @Text('Text without quoted parts', 'I am waiting since Monday') text?: string;
}

@Means('The customer wrote to us')
class MailReceived extends Letter {
  @Optional() @Measure('Spam score of the mail server', 0.4, 'defined by the server') spamScore?: number;
  @Optional() @Flag('Whether a machine wrote it: out of office, receipt', false) automatic?: boolean;
}

@Means('We wrote to the customer')
class MailSent extends Letter {
  @Optional() @Code('Campaign', 'spring-2026') campaign?: string;
  @Optional() @Code('Template', 'order-confirmation') template?: string;
}
@Means('The customer’s mail server took the mail')
class MailDelivered extends Mail {}

@Means('A mail was opened, as far as the mailer can tell (privacy proxies open mails that nobody reads)')
class MailOpened extends Mail {
  @Optional() @Code('Campaign', 'spring-2026') campaign?: string;
  @Optional() @Flag('Whether a proxy opened it', false) byProxy?: boolean;
}
@Means('The customer followed a link in a mail')
class LinkClicked extends Mail {
  @Optional() @Code('Campaign', 'spring-2026') campaign?: string;
  @Optional() @Code('Name of the link', 'to-the-shop') link?: string;
  @Optional() @Personal('behaviour') @Text('Address', 'https://shop.example.com/?c=spring') url?: string;
}
@Means('A mail could not be delivered')
class MailBounced extends Mail {
  @OneOf('hard: the mailbox does not exist; soft: try again later', ['hard', 'soft']) kind!: string;
  @Optional() @Code('Reply code of the mail server', '5.1.1') code?: string;
}
@Means('The customer reported a mail as spam')
class MailReportedAsSpam extends Mail {
  @Optional() @Code('Campaign', 'spring-2026') campaign?: string;
}

export const email = channel('email', {
  ...everywhere,
  ...orders,
  ...interest,
  ...automation,
  ...wrapUp,
  MailReceived,
  MailSent,
  MailDelivered,
  MailOpened,
  LinkClicked,
  MailBounced,
  MailReportedAsSpam,
});
