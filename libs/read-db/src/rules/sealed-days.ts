import { isDay, type Fact, type SealedCell } from '@rapport/events';
import { dayNumber } from '@rapport/decisions';
import type { RuleInput, RuleKind } from './rule';

/**
 * Opens cells, in order: null where the key was destroyed, undefined where this process has no key to open anything with. Who hosts the rules
 * gives it; nothing here can read what is sealed.
 */
export type OpenCells = (cells: readonly SealedCell[]) => Promise<readonly (string | null | undefined)[]>;

/** A process that can open nothing. */
export const openNothing: OpenCells = async (cells) => cells.map(() => undefined);

const AT_ONCE = 5_000;
const handleOf = (cell: SealedCell): string => cell.split('.', 2)[1] ?? '';

/**
 * Days that were opened, in memory only and for as long as their keys exist: opening everybody's birthday anew at each close would take
 * longer than all else. Nothing of it is ever written down.
 */
export class SealedDays {
  readonly #days = new Map<string, Map<SealedCell, number | null>>();

  constructor(private readonly open: OpenCells = openNothing) {}

  /** Forgets what can be opened no more. */
  forget(facts: readonly Fact[]): void {
    for (const { type, handle, handles } of facts) {
      if (type === 'PersonalDataExpired') this.#days.clear();
      if (type !== 'CustomerErased') continue;
      for (const gone of [handle, ...handles.map((one) => one.handle)]) this.#days.delete(gone);
    }
  }

  /** What a kind may look at, with the cells that it asks for opened. */
  async reveal<Kept>(kind: RuleKind<Kept>, input: RuleInput): Promise<RuleInput> {
    if (!kind.cells) return input;
    const missing = kind.cells(input).filter((cell) => !this.#days.get(handleOf(cell))?.has(cell));
    for (let at = 0; at < missing.length; at += AT_ONCE) {
      const part = missing.slice(at, at + AT_ONCE);
      const opened = await this.open(part);
      part.forEach((cell, nth) => this.#note(cell, opened[nth]));
    }
    return { ...input, sealedDay: (cell) => this.#days.get(handleOf(cell))?.get(cell) };
  }

  #note(cell: SealedCell, value: string | null | undefined): void {
    if (value === undefined) return;
    const day = value !== null && isDay(value) ? dayNumber(value) : null;
    const own = this.#days.get(handleOf(cell));
    if (own) own.set(cell, day);
    else this.#days.set(handleOf(cell), new Map([[cell, day]]));
  }
}
