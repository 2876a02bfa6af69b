import { NOBODY, type Fact } from '@rapport/events';
import { ruleSource } from '../rules/rule-event';
import type { RuleVersion } from '../rules/rule-versions';
import { saidField } from './worth';

interface Said {
  readonly date: string;
  readonly amount: string | null;
}

/**
 * What the decisions of a rule that were taken in truth say is at stake. Only of kinds whose decisions say so: others would fill the memory for
 * nothing.
 */
export class AtStake {
  readonly #said = new Map<string, Said>();
  readonly #source: string;
  readonly #field: string | undefined;

  constructor({ rule, kind }: RuleVersion) {
    this.#source = ruleSource(rule);
    this.#field = saidField(kind);
  }

  /** Takes in facts of the log. */
  take(facts: readonly Fact[]): void {
    if (this.#field === undefined) return;
    for (const { source, handle: customer, data } of facts) {
      if (source !== this.#source || customer === NOBODY) continue;
      const date = String(data['date']);
      if ((this.#said.get(customer)?.date ?? '') > date) continue;
      this.#said.set(customer, { date, amount: (data[this.#field] as string | undefined) ?? null });
    }
  }

  /** By the decision of the newest day; null where none says so. */
  of(customer: string): string | null {
    return this.#said.get(customer)?.amount ?? null;
  }
}
