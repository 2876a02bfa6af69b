import { channel, Means, Personal } from '../channel';
import { Code, Flag, Instant, OneOf, Optional, Seconds, Text, Whole } from '../field';
import { contracts } from '../payloads/contracts';
import { everywhere } from '../payloads/everywhere';
import { interest } from '../payloads/interest';
import { orders } from '../payloads/orders';
import { automation, wrapUp } from '../payloads/service';
import { visits } from '../payloads/visits';

const DIRECTIONS = ['inbound', 'outbound', 'callback', 'internal'];

class Call {
  @Code('Call, unique within the telephone system', '33116') callId!: string;
}

@Means('A call came in or was placed; for inbound calls the moment the first announcement began')
class CallStarted extends Call {
  @OneOf('Who called whom', DIRECTIONS) direction!: string;
  @Optional() @Code('Our number or line', 'hotline-de') line?: string;
  @Optional() @Code('Kind of call by the menu choice', 'PS') kind?: string;
  @Optional() @Whole('Priority given on entry; higher goes first', 2, 'rank') priority?: number;
}

@Means('The caller joined a queue')
class CallQueued extends Call {
  @Code('Queue', 'support-en') queue!: string;
  @Optional() @Code('Skill asked for', 'billing') skill?: string;
  @Optional() @Whole('Priority; higher goes first', 2, 'rank') priority?: number;
  @Optional() @Seconds('Time in announcements and menus before', 5) menuSeconds?: number;
}

@Means('An agent took the call; the agent stands in `context.agent`')
class CallAnswered extends Call {
  @Optional() @Code('Queue it came from', 'support-en') queue?: string;
  @Optional() @Seconds('Time from joining the queue to the answer', 34) queueSeconds?: number;
}

@Means('The agent put the caller on hold')
class CallHeld extends Call {
  @Optional() @Code('Reason code', 'asks-colleague') reason?: string;
}
@Means('The agent came back from a hold')
class CallResumed extends Call {
  @Optional() @Seconds('How long it was on hold', 48) holdSeconds?: number;
}

@Means('The call went to another agent, team or number')
class CallTransferred extends Call {
  @Code('Where to: agent, queue or number', 'support-2nd-level') to!: string;
  @Optional() @Flag('Whether the agent announced it first', true) warm?: boolean;
  @Optional() @Code('Reason code', 'needs-technician') reason?: string;
}

@Means(
  'A call is over. All its times stand here, so that this event alone is enough for service levels; `queueSeconds` is absent when the caller never queued',
)
class CallEnded extends Call {
  @OneOf('How it ended: by talk, in the queue, in the menu, not at all', [
    'answered',
    'abandoned',
    'left-in-menu',
    'missed',
  ])
  outcome!: string;
  @Optional() @OneOf('Who called whom', DIRECTIONS) direction?: string;
  @Optional() @Code('Kind of call by the menu choice', 'PS') kind?: string;
  @Optional() @Code('Queue', 'support-en') queue?: string;
  @Optional() @Whole('Priority; higher goes first', 2, 'rank') priority?: number;
  @Optional() @Instant('When it began', '2026-11-20T16:00:00.000Z') startedAt?: string;
  @Optional() @Seconds('Time in announcements and menus', 5) menuSeconds?: number;
  @Optional() @Seconds('Time in the queue', 153) queueSeconds?: number;
  @Optional() @Seconds('Time with agents, holds not counted', 210) talkSeconds?: number;
  @Optional() @Seconds('Time on hold', 48) holdSeconds?: number;
  @Optional() @Whole('Transfers', 0, 'transfer') transfers?: number;
  @Optional() @Code('Who hung up: customer, agent, system', 'customer') endedBy?: string;
  @Optional() @Code('Recording, as the archive names it', 'rec-2026-33116') recording?: string;
  @Optional() @Personal('content') @Text('Transcript', 'Good morning …') transcript?: string;
}

@Means('The caller gave up in the queue; for systems that send it apart from `CallEnded`')
class CallAbandoned extends Call {
  @Optional() @Code('Queue', 'support-en') queue?: string;
  @Optional() @Seconds('Time in the queue', 153) queueSeconds?: number;
}

@Means('Somebody asked to be called back')
class CallbackRequested {
  @Optional() @Code('Call it was asked in', '33116') callId?: string;
  @Optional() @Instant('Wanted at', '2026-11-21T09:00:00.000Z') wantedAt?: string;
  @Optional() @Code('What about', 'billing') topic?: string;
}

@Means('A message was left on the answering machine')
class VoicemailLeft extends Call {
  @Optional() @Seconds('Length', 31) duration?: number;
  @Optional() @Personal('content') @Text('Transcript', 'Please call me back') transcript?: string;
}

export const call = channel('call', {
  ...everywhere,
  ...orders,
  ...interest,
  ...contracts,
  ...automation,
  ...wrapUp,
  ...visits,
  CallStarted,
  CallQueued,
  CallAnswered,
  CallHeld,
  CallResumed,
  CallTransferred,
  CallEnded,
  CallAbandoned,
  CallbackRequested,
  VoicemailLeft,
});
