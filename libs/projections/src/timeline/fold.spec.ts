import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { effectiveFacts, replay } from '@rapport/fold';
import { corrected, fact, given, handleNamed, retracted } from '@rapport/fold/given';
import { timeline } from './fold';

const call = (overrides: Partial<Fact> = {}): Fact =>
  fact('CallStarted', { callId: 'c1', direction: 'inbound' }, { channel: 'call', ...overrides }) as Fact;
const at = (minute: number): string => `2026-05-01T10:${String(minute).padStart(2, '0')}:00.000Z`;

describe('timeline', () => {
  it('lists an event as it was recorded', () => {
    const one = call({ sealed: { note: 'v1.cell' }, context: { agent: 'a-17' } });
    given(one)
      .when(timeline)
      .then({
        [one.eventId]: {
          key: one.eventId,
          handle: one.handle,
          listedAt: one.occurredAt,
          occurredAt: one.occurredAt,
          recordedAt: one.recordedAt,
          position: one.position,
          channel: 'call',
          type: 'CallStarted',
          source: 'spec',
          data: { callId: 'c1', direction: 'inbound' },
          sealed: { note: 'v1.cell' },
          context: { agent: 'a-17' },
          meta: null,
          status: 'recorded',
          correctedBy: [],
          corrections: [],
        },
      });
  });

  it('shows a corrected entry with both what was recorded and what is right, and the correction as an entry', () => {
    const one = call();
    const right = corrected(one, { data: { callId: 'c2' }, occurredAt: at(1) }, { sealed: { 'data.note': 'n2' } });
    given(one, right)
      .when(timeline)
      .then((rows) => {
        expect(rows[one.eventId]).toMatchObject({
          status: 'corrected',
          data: { callId: 'c1' },
          occurredAt: one.occurredAt,
          listedAt: at(1),
          correctedBy: [right.eventId],
          corrections: [{ kind: 'corrected', data: { callId: 'c2' }, occurredAt: at(1), sealed: { note: 'n2' } }],
        });
        expect(rows[right.eventId]).toMatchObject({ type: 'InteractionCorrected', status: 'recorded' });
      });
  });

  it('keeps a retracted entry and says so', () => {
    const one = call();
    const gone = retracted(one, { sealed: { reason: 'r' } });
    given(one, gone)
      .when(timeline)
      .then((rows) =>
        expect(rows[one.eventId]).toMatchObject({
          status: 'retracted',
          listedAt: one.occurredAt,
          correctedBy: [gone.eventId],
          corrections: [{ kind: 'retracted', sealed: { reason: 'r' } }],
        }),
      );
  });

  it('lets the later of two corrections win by when they were made, not by when they came', () => {
    const one = call();
    const second = corrected(one, { data: { callId: 'second' } }, { occurredAt: at(20) });
    const first = retracted(one, { occurredAt: at(10) });
    given(one, second, first)
      .when(timeline)
      .then((rows) =>
        expect(rows[one.eventId]).toMatchObject({
          status: 'corrected',
          correctedBy: [first.eventId, second.eventId],
        }),
      );
  });

  it('waits for an event whose correction stands before it in the log', () => {
    const one = call();
    const right = corrected(one, { data: { callId: 'c2' }, occurredAt: at(1) });
    const usual = replay(timeline, [one, right]);
    expect(new Map(replay(timeline, [right, one]))).toEqual(new Map(usual));
  });

  it('lists links that a person drew, not those that the platform derived', () => {
    const edge = { a: handleNamed('a'), b: handleNamed('b'), generation: 0, evidence: null };
    const derived = fact(
      'IdentifiersLinked',
      { ...edge, by: 'source', why: 'asserted' },
      { channel: 'identity' },
    ) as Fact;
    const joined = fact('IdentifiersLinked', { ...edge, by: 'person', why: 'joined' }, { channel: 'identity' }) as Fact;
    given(derived, joined)
      .when(timeline)
      .then((rows) => expect(Object.keys(rows)).toEqual([joined.eventId]));
  });

  it('ends the same in any order of arrival, and agrees with the effective facts', () => {
    const calls = [call(), call(), call()];
    const change = fc.record({
      target: fc.nat(2),
      kind: fc.constantFrom('correct', 'retract'),
      minute: fc.nat(59),
      moved: fc.option(fc.nat(59), { nil: undefined }),
    });
    const facts = fc.array(change, { maxLength: 8 }).map((changes) => [
      ...calls,
      ...changes.map(({ target, kind, minute, moved }, nth) => {
        const made = { occurredAt: at(minute), id: `change-${nth}` };
        return kind === 'retract'
          ? retracted(calls[target]!, made)
          : corrected(
              calls[target]!,
              { data: { callId: `c-${nth}` }, ...(moved !== undefined && { occurredAt: at(moved) }) },
              made,
            );
      }),
    ]);
    const shuffled = facts.chain((all) =>
      fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
    );
    fc.assert(
      fc.property(shuffled, ([all, order]) => {
        const rows = replay(timeline, order);
        expect(new Map(rows)).toEqual(new Map(replay(timeline, all)));
        const effective = new Map(effectiveFacts(all).map((one) => [one.eventId, one]));
        for (const { eventId } of calls) {
          const entry = rows.get(eventId)!;
          expect(entry.status === 'retracted').toBe(!effective.has(eventId));
          const standing = effective.get(eventId);
          if (!standing) continue;
          expect(entry.listedAt).toBe(standing.occurredAt);
          expect(entry.corrections.findLast(({ data }) => data)?.data ?? entry.data).toEqual(standing.data);
        }
      }),
    );
  });
});
