/** A refused line, for people: where it stands and where its copy is kept. */
export interface Refusal {
  readonly file: string;
  readonly line: number;
  readonly code: string;
  readonly reason: string;
  /** Null when it was only counted, because the key's share of the quarantine is full. */
  readonly quarantineId: string | null;
}

const SHOWN_MAX = 1_000;

/** The first refused lines; the counts know all. */
export class Refusals {
  readonly list: Refusal[] = [];
  add(refusal: Refusal): void {
    if (this.list.length < SHOWN_MAX) this.list.push(refusal);
  }
}
