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

const LINES_SHOWN = 8;
const REASONS_SHOWN = 20;

/** Each group names its own line; to people who read on, groups with one fault are one matter. */
const matterOf = (reason: string): string => reason.replace(/^(its group has a fault: )line \d+: /, '$1');

/** What was refused, for people: each reason once, with the first lines of which it is true. */
export const refusalsText = (refusals: readonly Refusal[]): readonly string[] => {
  const byReason = new Map<string, { readonly where: Refusal; readonly lines: Set<number> }>();
  for (const refusal of refusals) {
    const { file, code, line } = refusal;
    const reason = matterOf(refusal.reason);
    const key = JSON.stringify([file, code, reason]);
    const known = byReason.get(key) ?? { where: { ...refusal, reason }, lines: new Set() };
    known.lines.add(line);
    byReason.set(key, known);
  }
  const texts = [...byReason.values()].map(({ where: { file, code, reason }, lines }) => {
    const shown = [...lines].slice(0, LINES_SHOWN).join(', ');
    const others = lines.size > LINES_SHOWN ? ' …' : '';
    return `${file}:${shown}${others}: ${code}: ${reason}`.slice(0, 300);
  });
  const more =
    texts.length > REASONS_SHOWN || refusals.length === SHOWN_MAX || texts.some((text) => text.includes(' …:'));
  return [...texts.slice(0, REASONS_SHOWN), ...(more ? ['… --json lists more, GET /v1/quarantine keeps them'] : [])];
};
