import { table } from '../terminal';

type Place = string | null;

/** A what-if as the API shows it. */
export interface WhatIfAnswer {
  readonly id: string;
  readonly rule: string;
  readonly kind: string;
  readonly basedOn: number;
  readonly effectiveFrom: string;
  readonly state: string;
  readonly events: number;
  readonly total: number;
  readonly eventsPerSecond: number | null;
  readonly closes: number;
  readonly closedTo: string | null;
  readonly result: {
    readonly date: string | null;
    readonly closes: number;
    readonly decisions: number;
    readonly movers: number;
    readonly meanwhile: number;
    readonly flows: readonly {
      readonly from: Place;
      readonly to: Place;
      readonly count: number;
      readonly value: string;
    }[];
    readonly value: { readonly amount: string; readonly currency: string; readonly basis: string } | null;
  } | null;
  readonly fault: string | null;
  readonly published: number | null;
  readonly askedAt: string;
}

/** Somebody who would move, as the API shows them. */
export interface MoverAnswer {
  readonly customerId: string;
  readonly from: Place;
  readonly to: Place;
  readonly firstDay: string;
  readonly since: string;
  readonly value: string;
  readonly decision: { readonly reason?: string } | null;
}

const count = (number: number): string => Math.round(number).toLocaleString('en-US');
const place = (name: Place): string => name ?? '-';

/** Progress in one line. */
export const asLine = ({ rule, state, events, total, eventsPerSecond, closes, closedTo }: WhatIfAnswer): string =>
  [
    `${rule}: ${state}`,
    ...(total > 0 ? [`${count(events)} of ${count(total)} events (${Math.floor((100 * events) / total)} %)`] : []),
    ...(eventsPerSecond === null ? [] : [`${count(eventsPerSecond)}/s`]),
    ...(closedTo === null ? [] : [`${count(closes)} closes, to ${closedTo}`]),
  ].join(' | ');

const found = ({ id, result }: WhatIfAnswer): readonly string[] => {
  if (result === null) return [];
  const { date, closes, decisions, movers, meanwhile, flows, value } = result;
  if (date === null) return ['no day was closed yet: there is nothing to compare'];
  const flowLines = flows.map((flow) => [place(flow.from), place(flow.to), count(flow.count), flow.value]);
  return [
    `${count(closes)} closes decided by the draft, to ${date}, in ${count(decisions)} decisions`,
    `${count(movers)} customers would be elsewhere${value ? `, worth ${value.amount} ${value.currency} (${value.basis})` : ''}; ${count(meanwhile)} only for a time`,
    ...(flows.length > 0 ? [table([['from', 'to', 'customers', 'value'], ...flowLines])] : []),
    `"rapport what-if movers ${id}" lists them, "rapport what-if publish ${id}" publishes the draft, "rapport what-if drop ${id}" drops it`,
  ];
};

/** What came out, for people. */
export const asReport = (answer: WhatIfAnswer): string => {
  const { rule, basedOn, state, fault, published } = answer;
  const beside = basedOn === 0 ? 'there is no such rule yet' : `beside version ${basedOn}`;
  const as = published === null ? '' : ` as version ${published}`;
  return [`${rule} (${beside}): ${state}${as}${fault === null ? '' : ` (${fault})`}`, ...found(answer)].join('\n');
};

/** One line of the list. */
export const listLine = ({ id, rule, state, result, askedAt }: WhatIfAnswer): readonly string[] => [
  ...[id, rule, state, result === null ? '-' : count(result.movers), askedAt],
];

/** The movers, for people. */
export const asMovers = (movers: readonly MoverAnswer[]): string =>
  table([
    ['customer', 'from', 'to', 'first day', 'since', 'value', 'why'],
    ...movers.map(({ customerId, from, to, firstDay, since, value, decision }) => [
      ...[customerId, place(from), place(to), firstDay, since, value, decision?.reason ?? '-'],
    ]),
  ]);
