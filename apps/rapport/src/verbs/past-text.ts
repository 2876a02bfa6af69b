import { Advice, EXIT } from '../terminal';

/** A projection of the past as the API shows it. */
export interface PastAnswer {
  readonly id: string;
  readonly projection: string;
  readonly version: number;
  readonly asOf: { readonly recorded: string | null; readonly occurred: string | null; readonly position: string };
  readonly state: string;
  readonly events: number;
  readonly total: number;
  readonly eventsPerSecond: number | null;
  readonly etaSeconds: number | null;
  readonly rows: number | null;
  readonly parked: number;
  readonly fault: string | null;
  readonly askedAt: string;
  readonly keptUntil: string | null;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/** The id of one. @throws Advice for what is none */
export const pastId = (text: string): string => {
  if (!UUID.test(text)) throw new Advice('that is no id of a projection of the past; "rapport past list" shows them', EXIT.usage); // prettier-ignore
  return text.toLowerCase();
};

const momentsText = ({ asOf: { recorded, occurred } }: PastAnswer): string =>
  [recorded && `known at ${recorded}`, occurred && `happened by ${occurred}`].filter(Boolean).join(', ');

/** How far it is, in one line. */
export const pastProgress = ({ projection, state, events, total, eventsPerSecond, etaSeconds }: PastAnswer): string => {
  if (state !== 'running' || total === 0) return `${projection}: ${state}`;
  const rate = eventsPerSecond === null ? '' : `, ${Math.round(eventsPerSecond)}/s`;
  return `${projection}: ${events} of ${total} events${rate}${etaSeconds === null ? '' : `, ${etaSeconds} s left`}`;
};

/** What there is of it, and how its rows are had. */
export const pastReport = (past: PastAnswer): string => {
  const { id, projection, version, asOf, state, rows, parked, fault, keptUntil } = past;
  const lines = [`${projection} v${version}, ${momentsText(past)}, up to ${asOf.position}`];
  if (state !== 'built') return [...lines, `${state}${fault ? `: ${fault}` : ''}`].join('\n');
  const some = parked > 0 ? [`${parked} of them could not be folded to the end; see "rapport status"`] : [];
  return [...lines, `${rows} rows, kept until ${keptUntil}`, ...some, `rapport export ${projection} --past ${id}`].join('\n'); // prettier-ignore
};

/** A line of the list. */
export const pastLine = (past: PastAnswer): string[] => [
  ...[past.id, past.projection, past.state, momentsText(past)],
  ...[past.rows === null ? '-' : String(past.rows), past.askedAt],
];
