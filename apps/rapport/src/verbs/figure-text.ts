import { Advice, EXIT, table } from '../terminal';

type Row = Readonly<Record<string, unknown>>;

/** A check of a figure as the API shows it; what came out is there once `state` is `done`. */
export interface CheckAnswer {
  readonly id: string;
  readonly state: string;
  readonly equal?: boolean;
  readonly sha256?: string;
  readonly fault?: string | null;
  readonly checkedAt?: string;
  readonly events?: number;
  readonly total?: number;
  readonly differences?: {
    readonly onlyFrozen: number;
    readonly onlyNow: number;
    readonly different: number;
    readonly samples: readonly { readonly row: Row; readonly frozen: Row | null; readonly now: Row | null }[];
  } | null;
}

/** A figure as the API shows it; before it is frozen only what was asked. */
export interface FigureAnswer {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly upTo: string;
  readonly question: { readonly projection: string; readonly version: number | null };
  readonly events?: number;
  readonly total?: number;
  readonly fault?: string | null;
  readonly frozenAt?: string;
  readonly sha256?: string;
  readonly personal?: { readonly customers: number; readonly erased: number } | null;
  readonly rows?: readonly Row[] | null;
  readonly checks?: readonly CheckAnswer[];
  readonly lastCheck?: CheckAnswer | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** The id of a figure. @throws Advice for what is none */
export const figureId = (text: string): string => {
  if (!UUID.test(text)) throw new Advice('that is no id of a figure; "rapport figure list" shows them', EXIT.usage);
  return text.toLowerCase();
};

const cell = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value ?? null));

const rowsText = (rows: readonly Row[]): string => {
  const names = Object.keys(rows[0] ?? {});
  return rows.length === 0 ? '(no rows)' : table([names, ...rows.map((row) => names.map((name) => cell(row[name])))]);
};

/** How far something is. */
export const progressText = ({ state, events = 0, total = 0 }: CheckAnswer | FigureAnswer): string =>
  state === 'running' && total > 0 ? `${state}, ${events} of ${total} events` : state;

/** What came of a check, in words. */
export const checkText = ({ state, equal, differences, fault, checkedAt }: CheckAnswer): string => {
  if (state === 'failed') return `could not be asked again: ${fault}`;
  if (state !== 'done') return state;
  if (equal) return `the same, byte for byte (${checkedAt})`;
  const { onlyFrozen = 0, onlyNow = 0, different = 0, samples = [] } = differences ?? {};
  const some = samples.map(({ row, frozen, now }) => `  ${JSON.stringify(row)}: was ${JSON.stringify(frozen)}, is ${JSON.stringify(now)}`); // prettier-ignore
  return [`NOT the same (${checkedAt}): ${different} rows differ, ${onlyFrozen} are gone, ${onlyNow} are new`, ...some].join('\n'); // prettier-ignore
};

/** A figure with its rows and how it was found. */
export const figureText = (figure: FigureAnswer): string => {
  const { id, name, state, question, upTo, sha256, frozenAt, rows, checks = [], personal, fault } = figure;
  const what = `${question.projection}${question.version === null ? '' : ` v${question.version}`}`;
  const lines = [`${name} (${id})`, `${what}, up to ${upTo}`];
  if (state !== 'frozen') return [...lines, fault ? `failed: ${fault}` : progressText(figure)].join('\n');
  const erased = personal && personal.erased > 0 ? [`${personal.erased} of its ${personal.customers} customers were erased since`] : []; // prettier-ignore
  const newest = checks[0] ? [`asked again: ${checkText(checks[0])}`] : ['not asked again yet'];
  const shown = rows === null || rows === undefined ? '(rows of customers are not for this role)' : rowsText(rows);
  return [...lines, `frozen ${frozenAt}, sha256 ${sha256}`, ...newest, ...erased, '', shown].join('\n');
};

/** A line of the list. */
export const figureLine = ({ id, name, state, frozenAt = '', lastCheck }: FigureAnswer): string[] => [
  ...[id, name, state, frozenAt],
  lastCheck ? (lastCheck.equal ? `same, ${lastCheck.checkedAt}` : `NOT the same, ${lastCheck.checkedAt}`) : '-',
];
