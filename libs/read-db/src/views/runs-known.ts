import type { EventStore } from '@rapport/event-store';
import { decodeEvent, type Fact } from '@rapport/events';
import { type CustomerProjection, type Run, RuleRuns } from '@rapport/fold';
import { ruleStream } from '../rules/rule-event';

type Reader = Pick<EventStore, 'read' | 'scan'>;
type TiersOf = Pick<CustomerProjection<any>, 'tiersOf'>;

/** The runs of the rules whose tiers a projection asks for, as of a position; null when it asks for none. */
export const runsUpTo = async (
  store: Pick<EventStore, 'read'>,
  { tiersOf }: TiersOf,
  position: string,
  before = false,
): Promise<RuleRuns | null> => {
  if (tiersOf === undefined) return null;
  const runs = new RuleRuns(tiersOf);
  for await (const events of store.read([...tiersOf].map(ruleStream), position)) {
    for (const event of events) if (!before || event.position < position) runs.take(decodeEvent(event));
  }
  return runs;
};

/** About which handles some runs decided. Their decisions stand between where they were opened and closed. */
const decidedAbout = async (store: Reader, runs: readonly Run[], upTo: string): Promise<ReadonlySet<string>> => {
  const handles = new Set<string>();
  const types = { only: ['TierAssigned', 'TierEnded'] };
  for (const { id, opened, closed } of runs) {
    const stretches = store.scan({ after: opened, upTo: closed ?? upTo, types }, new AbortController().signal);
    for await (const { events } of stretches) {
      for (const fact of events.map(decodeEvent)) if (fact.data['run'] === id) handles.add(fact.handle);
    }
  }
  return handles;
};

/** What a live view knows of the runs whose tiers its projection asks for. */
export class KnownRuns {
  #runs: RuleRuns | null | undefined;

  constructor(
    private readonly store: Reader,
    private readonly projection: TiersOf,
  ) {}

  /**
   * Takes the next batch of the log. Gives the runs as of its end, and the handles about which something was decided that holds shorter
   * from then on, because a day was decided anew.
   */
  async after(
    facts: readonly Fact[],
  ): Promise<{ readonly runs: RuleRuns | null; readonly outdated: readonly string[] }> {
    if (this.projection.tiersOf === undefined) return { runs: null, outdated: [] };
    const runs = this.#runs ?? (await runsUpTo(this.store, this.projection, facts[0]!.position, true))!;
    this.#runs = runs;
    const before = facts.flatMap((fact) => runs.take(fact));
    return { runs, outdated: [...(await decidedAbout(this.store, before, facts.at(-1)!.position))] };
  }

  forget(): void {
    this.#runs = undefined;
  }
}
