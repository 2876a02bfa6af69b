import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirs } from '@rapport/postgres';

/** How far a file was imported, kept in the data directory. */
export interface Checkpoint {
  readonly file: string;
  /** All lines up to this one are done. */
  readonly line: number;
  readonly refused: number;
  /** An event that the instance acknowledged; it proves that this is still the same log. */
  readonly proof: { readonly eventId: string; readonly position: string } | null;
}

const NOTHING = { line: 0, refused: 0, proof: null };

/** Opens the checkpoint of an import. Writing is atomic: a kill leaves the old one or the new one. */
export const openCheckpoint = (
  dataDir: string,
  key: string,
  file: string,
): { readonly found: Checkpoint; write(state: Omit<Checkpoint, 'file'>): void } => {
  const folder = join(dataDir, 'imports');
  const path = join(folder, `${key}.json`);
  const read = (): Checkpoint => {
    try {
      return { ...NOTHING, ...(JSON.parse(readFileSync(path, 'utf8')) as Checkpoint) };
    } catch {
      return { ...NOTHING, file };
    }
  };
  return {
    found: read(),
    write: (state) => {
      makeDirs(folder);
      writeFileSync(`${path}.new`, `${JSON.stringify({ file, ...state })}\n`, { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
};

/** Asks the instance for one event. */
export type Ask = (path: string) => Promise<unknown>;

const before = (position: string): string => {
  const digits = position.slice(-19);
  return `${position.slice(0, -19)}${String(BigInt(digits) - 1n).padStart(digits.length, '0')}`;
};

/**
 * True when the instance still has the event that the checkpoint ends with, at the same place: it is the same log, and
 * what was acknowledged then need not be sent again.
 */
export const stillTrue = async ({ proof }: Checkpoint, ask: Ask): Promise<boolean> => {
  if (proof === null) return false;
  try {
    const answer = (await ask(`/v1/events?limit=1&after=${before(proof.position)}`)) as { events?: object[] };
    const [event] = (answer.events ?? []) as { eventId?: string; position?: string }[];
    return event?.eventId === proof.eventId && event.position === proof.position;
  } catch {
    return false;
  }
};
