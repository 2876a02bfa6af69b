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
  readonly fault: string | null;
  readonly askedAt: string;
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

/** What became of a replay, for people. */
export const asReport = (replay: ReplayAnswer): string => {
  const { id, projection, version, state, fault, keptUntil } = replay;
  return [
    `${projection} v${version}: ${state}${fault === null ? '' : ` (${fault})`}`,
    ...(['ready', 'promoted'].includes(state) ? compared(replay) : []),
    ...(state === 'ready' ? [`"rapport replay promote ${id}" swaps, "rapport replay cancel ${id}" drops it`] : []),
    ...(keptUntil === null ? [] : [`until ${keptUntil}: "rapport replay rollback ${id}" puts the old table back`]),
  ].join('\n');
};

/** One line of the list. */
export const listLine = ({ id, projection, state, events, rows, askedAt }: ReplayAnswer): readonly string[] => [
  id,
  projection,
  state,
  count(events),
  rows === null ? '-' : count(rows),
  askedAt,
];
