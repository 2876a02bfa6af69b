import { sorted } from './by-meaning';
import type { Rewrite } from './state';

/**
 * An import sends on several connections at once, so two undisturbed runs do not give the same places in the log either.
 * What depends on that, and on chance, is left out of the comparison of imports, here and nowhere else:
 * - positions: the order between customers is that of arrival (within a customer it is compared, by the stream's version);
 * - the secret part of a sealed cell, which begins with a random nonce (whose it is and of what class is compared; the
 *   values are compared as the API opens them), and in the log whether a handle's cell is repeated, which a server does
 *   until it has seen itself that the log has it;
 * - the order of members within JSON (of a customer whom two people make, whose events came in either order);
 * - how identity came to its end: people whom a phone joins for a while, until a fourth person has it too. Who belongs
 *   together in the end is compared, and so is what every close decided.
 */
const POSITION = /[0-9a-f]{8}-\d{19}/g;
const CELL = /1\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\.\w+\.\d{4}Q[1-4])\.[\w-]+/g;

interface Stored {
  readonly stream: string;
  readonly version: number | undefined;
  readonly body: string;
}
interface Body {
  readonly channel: string;
  readonly handles: readonly object[];
}

const event = ({ stream, version, body, ...row }: Stored & { position?: number }): object | null => {
  const parsed = JSON.parse(body) as Body;
  if (parsed.channel === 'identity') return null;
  const handles = parsed.handles.map((ref) => ({ ...ref, sealed: undefined }));
  const { position: _, ...rest } = row;
  // Between the decisions about a customer there are those of identity.
  return {
    ...rest,
    stream,
    version: stream.startsWith('decision-') ? undefined : version,
    body: { ...parsed, handles },
  };
};

type Row = Record<string, unknown>;
const ROWS: Readonly<Record<string, (row: Row) => object | null>> = {
  events: (row) => event(row as unknown as Stored),
  // Who is nobody's is their own customer, with a row that says so or without.
  identity_membership: ({ handle, customer, to_position }) =>
    to_position === null && handle !== customer ? { handle, customer } : null,
  identity_edge: ({ a, b, asserted, verdict, decided, linked }) => ({ a, b, asserted, verdict, decided, linked }),
};

/** Leaves out of a row what depends on the order of arrival, or on chance. */
export const whateverArrival: Rewrite = (table, row) => {
  const kept = (ROWS[table] ?? ((all: Row) => all))(JSON.parse(row) as Row);
  if (kept === null) return null;
  return JSON.stringify(sorted(kept)).replaceAll(POSITION, 'position').replaceAll(CELL, 'cell $1');
};
