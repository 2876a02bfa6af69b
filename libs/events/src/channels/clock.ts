import { channel, Means } from '../channel';
import { Code, Day, Instant, OneOf } from '../field';

@Means(
  'A local day is over: what depends on the passing of time or on the ranking of everybody is decided at this event',
)
class DayEnded {
  @Code('IANA time zone whose day ended', 'Europe/Berlin') zone!: string;
  @Day('The day that ended', '2026-11-20') date!: string;
  @Instant(
    'Its exclusive end: what happened at this moment or later belongs to the next day',
    '2026-11-20T23:00:00.000Z',
  )
  endsAt!: string;
  @OneOf('What this close closes; imports of the past close whole weeks or months', ['day', 'week', 'month'])
  span!: 'day' | 'week' | 'month';
}

@Means('A moment that something depended on came, or is near')
class DeadlineReached {
  @Code('Event id of what fell due, or our name for it', '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d') deadline!: string;
  @OneOf('What fell due', ['promise']) kind!: 'promise';
  @OneOf('Whether it is due now or soon', ['warning', 'due']) stage!: 'warning' | 'due';
  @Instant('When it is due', '2026-11-24T18:00:00.000Z') dueAt!: string;
}

export const clock = channel('clock', { DayEnded, DeadlineReached });
