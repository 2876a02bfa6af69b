/** A close that takes long, as `GET /v1/clock/closes` tells it. */
export interface CloseAnswer {
  readonly zone: string;
  readonly date: string;
  readonly state: 'running' | 'interrupted';
  readonly by: string;
  readonly since: string;
  readonly rules: number;
  readonly rulesDone: number;
  readonly rule: string | null;
  readonly phase: string | null;
  readonly customers: number | null;
  readonly decided: number;
  readonly toDecide: number | null;
  readonly decidedPerSecond: number | null;
  readonly decidedBefore: number;
  readonly secondsLeft: number | null;
  readonly movedAt: string;
}

/** What takes a rule longest without a sign is to read and judge a million customers: less than this. */
const MOVES_WITHIN_MS = 300_000;

/** True while somebody is at it and it gets on. */
export const getsOn = ({ state, movedAt }: Pick<CloseAnswer, 'state' | 'movedAt'>, now = Date.now()): boolean =>
  state === 'running' && now - Date.parse(movedAt) < MOVES_WITHIN_MS;

const count = (number: number): string => Math.round(number).toLocaleString('en-US');

const far = ({ phase, customers, decided, toDecide, decidedPerSecond }: CloseAnswer): readonly string[] => {
  if (phase === 'judging') return [`judges ${count(customers ?? 0)} customers`];
  if (phase !== 'deciding' && decided === 0) return phase === null ? [] : ['reads what it looks at'];
  const share = toDecide ? ` of ${count(toDecide)} (${Math.floor((100 * decided) / toDecide)} %)` : '';
  const of = customers === null ? '' : `, ${count(customers)} judged`;
  return [
    `${count(decided)}${share} decided${of}`,
    ...(decidedPerSecond === null ? [] : [`${count(decidedPerSecond)}/s`]),
  ];
};

/** How far a close is, in one line. */
export const closeLine = (close: CloseAnswer): string => {
  const { zone, date, state, by, since, rules, rulesDone, rule, secondsLeft } = close;
  const done = rulesDone === rules ? 'have decided, and it is written down' : 'have decided';
  const at = rule === null ? `${rulesDone} of ${rules} rules ${done}` : `${rule} (rule ${rulesDone + 1} of ${rules})`;
  const head = `close of ${date} (${zone}): ${at}`;
  if (state === 'interrupted') return `${head}, interrupted: the next projector begins it again`;
  const left = secondsLeft === null ? [] : [`some ${count(secondsLeft)} s left`];
  return [head, ...far(close), `since ${since}`, ...left, `by ${by}`].join(' | ');
};
