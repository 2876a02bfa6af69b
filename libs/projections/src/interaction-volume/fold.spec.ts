import fc from 'fast-check';
import type { Fact } from '@rapport/events';
import { effectiveFacts, replay } from '@rapport/fold';
import { corrected, fact, given, handleNamed, retracted } from '@rapport/fold/given';
import { interactionVolume, outcomeOf, type Volume } from './fold';

const ended = (occurredAt: string, outcome: string, more: Partial<Fact> = {}): Fact =>
  fact('CallEnded', { callId: '1', outcome }, { occurredAt, channel: 'call', source: 'pbx', ...more }) as Fact;

/** What is counted, without the keys of rows and without rows that have come to nothing. */
const countsOf = (rows: Readonly<Record<string, Volume>>): readonly string[] =>
  Object.values(rows)
    .flatMap(({ day, channel, type, source, outcome, counts }) =>
      Object.entries(counts).map(([quarter, n]) => [day, quarter, channel, type, source, outcome, n].join(' ')),
    )
    .sort();

describe('interaction-volume', () => {
  it('counts by channel, type, source, outcome and quarter of an hour, whoever the customers are', () => {
    given(
      ended('2026-11-20T16:00:00.000Z', 'answered', { handle: handleNamed('a') }),
      ended('2026-11-20T16:14:59.999Z', 'answered', { handle: handleNamed('b') }),
      ended('2026-11-20T16:15:00.000Z', 'answered'),
      ended('2026-11-20T23:59:00.000Z', 'abandoned'),
      fact('PurchaseMade', { orderId: '1', currency: 'EUR', amount: '1' }, { occurredAt: '2026-11-20T00:00:00.000Z' }),
    )
      .when(interactionVolume)
      .then((rows) =>
        expect(countsOf(rows)).toEqual([
          '2026-11-20 0 store PurchaseMade spec  1',
          '2026-11-20 64 call CallEnded pbx answered 2',
          '2026-11-20 65 call CallEnded pbx answered 1',
          '2026-11-20 95 call CallEnded pbx abandoned 1',
        ]),
      );
  });

  it('takes the outcome from whatever the event calls it', () => {
    const said = (data: object): string => outcomeOf({ data } as Fact);
    expect([said({ disposition: 'solved' }), said({ resolution: 'x', outcome: 'y' }), said({})]).toEqual([
      'solved',
      'y',
      '',
    ]);
  });

  it('moves what is corrected, also to another day, and takes off what is retracted', () => {
    const [one, two] = [ended('2026-11-20T16:00:00.000Z', 'answered'), ended('2026-11-20T16:00:00.000Z', 'answered')];
    const moved = corrected(one, { data: { callId: '1', outcome: 'missed' }, occurredAt: '2026-11-21T08:00:00.000Z' });
    given(one, two, moved, retracted(two))
      .when(interactionVolume)
      .then((rows) => expect(countsOf(rows)).toEqual(['2026-11-21 32 call CallEnded pbx missed 1']));
  });

  it('does not count our own decisions', () => {
    const link = fact('IdentifiersLinked', {}, { channel: 'identity' });
    given(link).when(interactionVolume).then({});
  });

  it('counts what events amount to, whatever is corrected when', () => {
    const told = fc.record({
      hour: fc.nat(40),
      outcome: fc.constantFrom('answered', 'missed'),
      then: fc.array(fc.constantFrom('retracted', 'missed', 'answered', 'later'), { maxLength: 3 }),
    });
    const at = (hour: number): string => new Date(Date.UTC(2026, 0, 1) + hour * 1_200_000).toISOString();
    const factsOf = ({ hour, outcome, then }: { hour: number; outcome: string; then: readonly string[] }): Fact[] => {
      const one = ended(at(hour), outcome);
      const changes = then.map((kind) => {
        if (kind === 'retracted') return retracted(one);
        if (kind === 'later') return corrected(one, { occurredAt: at(hour + 30) });
        return corrected(one, { data: { callId: '1', outcome: kind } });
      });
      return [one, ...changes];
    };
    fc.assert(
      fc.property(fc.array(told, { maxLength: 12 }), (story) => {
        const facts = story.flatMap(factsOf);
        const rows = Object.fromEntries(replay(interactionVolume, facts));
        const expected = Object.fromEntries(replay(interactionVolume, effectiveFacts(facts)));
        expect(countsOf(rows)).toEqual(countsOf(expected));
      }),
    );
  });
});
