import { table } from '../terminal';

/** What the values of a field add up to, as the API shows it. */
interface Aggregate {
  readonly count: number;
  readonly nulls: number;
  readonly sum: string | null;
  readonly min: string | null;
  readonly max: string | null;
}
interface FieldAnswer {
  readonly field: string;
  readonly same: boolean;
  readonly before: Aggregate | null;
  readonly after: Aggregate | null;
}

/** A replay as the API shows it. */
export interface ReplayAnswer {
  readonly id: string;
  readonly projection: string;
  readonly version: number;
  readonly state: string;
  readonly phase: string | null;
  readonly wish: string | null;
  readonly attempts: number;
  readonly events: number;
  readonly total: number;
  readonly eventsPerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly rows: number | null;
  readonly comparison: {
    readonly rows: number;
    readonly equal: number;
    readonly different: number;
    readonly onlyLive: number;
    readonly onlyRebuilt: number;
    readonly fields: Readonly<Record<string, number>>;
    readonly samples: readonly { readonly key: string; readonly in: string; readonly fields: object | null }[];
  } | null;
  readonly aggregates: {
    readonly before: { readonly version: number; readonly rows: number };
    readonly after: { readonly version: number; readonly rows: number };
    readonly fields: readonly FieldAnswer[];
  } | null;
  readonly fault: string | null;
  readonly askedAt: string;
  readonly by: string | null;
  readonly keptUntil: string | null;
}

const count = (number: number): string => Math.round(number).toLocaleString('en-US');

/** Progress in one line. */
export const asLine = ({
  projection,
  state,
  phase,
  events,
  total,
  eventsPerSecond,
  etaSeconds,
  rows,
}: ReplayAnswer): string =>
  [
    `${projection}: ${state}${state === 'running' && phase ? `, ${phase}` : ''}`,
    ...(total > 0 ? [`${count(events)} of ${count(total)} events (${Math.floor((100 * events) / total)} %)`] : []),
    ...(eventsPerSecond === null ? [] : [`${count(eventsPerSecond)}/s`]),
    ...(etaSeconds === null || phase !== 'reading' ? [] : [`${etaSeconds} s left`]),
    ...(rows === null ? [] : [`${count(rows)} rows`]),
  ].join(' | ');

/** Lines on a terminal, none broken in two; `again`: in the place of those that were written before. */
export const inPlace = (lines: readonly string[], again: boolean, columns: number): string =>
  (again ? `\u001b[${lines.length}A` : '') +
  lines.map((line) => `\r\u001b[2K${line.slice(0, Math.max(1, columns - 1))}\n`).join('');

const SAMPLES = 5;

const compared = ({ comparison }: ReplayAnswer): readonly string[] => {
  if (comparison === null) return ['not compared: the live table has not come as far'];
  const { rows, equal, different, onlyLive, onlyRebuilt, fields, samples } = comparison;
  if (equal === rows) return [`compared ${count(rows)} rows: all equal`];
  return [
    `compared ${count(rows)} rows: ${count(equal)} equal, ${count(different)} different, ${count(onlyLive)} only live, ${count(onlyRebuilt)} only rebuilt`,
    ...Object.entries(fields).map(([field, times]) => `  ${field} differs in ${count(times)}`),
    ...samples
      .slice(0, SAMPLES)
      .map(({ key, in: where, fields: of }) => `  ${key}: ${of ? Object.keys(of).join(', ') : `only ${where}`}`),
  ];
};

const FIELDS = 20;
const FIGURES = ['count', 'nulls', 'sum', 'min', 'max'] as const;

const change = ({ before, after }: FieldAnswer, figure: (typeof FIGURES)[number]): string => {
  const [one, other] = [before, after].map((side) => (side ? `${side[figure] ?? '-'}` : 'none'));
  return one === other ? one! : `${one} -> ${other}`;
};

/** What fields add up to, before and after, where that is not the same. */
const addedUp = ({ aggregates }: ReplayAnswer): readonly string[] => {
  if (!aggregates) return [];
  const { before, after, fields } = aggregates;
  const differing = fields.filter(({ same }) => !same);
  const sides = before.version === after.version ? '' : ` (v${before.version} serves with ${count(before.rows)} rows, v${after.version} has ${count(after.rows)})`; // prettier-ignore
  if (differing.length === 0) return [`all ${fields.length} numeric fields add up to the same${sides}`];
  const lines = differing.slice(0, FIELDS).map((one) => [one.field, ...FIGURES.map((figure) => change(one, figure))]);
  const more = differing.length > FIELDS ? [`and ${differing.length - FIELDS} more: --json shows all`] : [];
  return [`${differing.length} of ${fields.length} numeric fields add up otherwise${sides}`, table([['field', ...FIGURES], ...lines]), ...more]; // prettier-ignore
};

/** What became of a replay, for people. */
export const asReport = (replay: ReplayAnswer): string => {
  const { id, projection, version, state, fault, keptUntil } = replay;
  return [
    `${projection} v${version}: ${state}${fault === null ? '' : ` (${fault})`}`,
    ...(['ready', 'promoted'].includes(state) ? [...compared(replay), ...addedUp(replay)] : []),
    ...(state === 'ready' ? [`"rapport replay promote ${id}" swaps, "rapport replay cancel ${id}" drops it`] : []),
    ...(keptUntil === null ? [] : [`until ${keptUntil}: "rapport replay rollback ${id}" puts the old table back`]),
  ].join('\n');
};

/** One line of the list. */
export const listLine = ({ id, projection, state, events, rows, askedAt, by }: ReplayAnswer): readonly string[] => [
  id,
  projection,
  state,
  count(events),
  rows === null ? '-' : count(rows),
  askedAt,
  by ?? 'the projector',
];
