import { decodeEvent, ShapeTooNew } from './decode-event';
import type { EventBody } from './envelope';

const body: EventBody = {
  id: '1',
  source: 'survey/mail',
  channel: 'survey',
  type: 'SurveyAnswered',
  v: 1,
  occurredAt: '2026-11-20T16:04:05.000Z',
  handle: 'h',
  handles: [{ handle: 'h', type: 'email' }],
  data: { survey: 's', question: 'q', kind: 'csat', score: 4, scale: 5 },
  sealed: { comment: 'cell' },
};
const stored = (change: Partial<EventBody> = {}) => ({
  id: 'e1',
  position: 'p1',
  recordedAt: '2026-11-20T16:04:06.000Z',
  stream: 'customer-h',
  body: JSON.stringify({ ...body, ...change }),
});

it('gives old bytes the newest shape, sealed fields untouched, and says where they stand', () =>
  expect(decodeEvent(stored())).toEqual({
    ...body,
    v: 2,
    data: { survey: 's', question: 'q', kind: 'csat', score: 4, scaleMin: 1, scaleMax: 5 },
    eventId: 'e1',
    position: 'p1',
    recordedAt: '2026-11-20T16:04:06.000Z',
    stream: 'customer-h',
  }));

it('leaves the newest shape and unknown types as they are', () => {
  const data = { survey: 's', question: 'q', score: 4, scaleMin: 1, scaleMax: 10 };
  expect(decodeEvent(stored({ v: 2, data }))).toMatchObject({ v: 2, data });
  expect(decodeEvent(stored({ type: 'ForgottenType', v: 7, data: { a: 1 } }))).toMatchObject({ v: 7, data: { a: 1 } });
});

it('does not misread what a newer release wrote', () =>
  expect(() => decodeEvent(stored({ v: 3 }))).toThrow(ShapeTooNew));
