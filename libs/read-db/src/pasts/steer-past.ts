import type { Sql } from '@rapport/postgres';
import { type BuiltPast, type BuiltPastState, findBuiltPast, PAST_COLUMNS } from './built-past';

/** In this state it cannot do what was asked. */
export class PastCannot extends Error {
  constructor(
    readonly state: BuiltPastState,
    wish: string,
  ) {
    super(`a projection of the past that is ${state} cannot ${wish}`);
    this.name = 'PastCannot';
  }
}

/**
 * What somebody wishes holds at once: whoever works on it finds at the next step that it is not theirs any more, gives up what they
 * have, and goes on to the next one.
 */
const STEPS = {
  pause: `state = 'paused', per_second = null where id = $1::uuid and state in ('requested', 'running')`,
  resume: `state = 'requested', events = 0 where id = $1::uuid and state = 'paused'`,
  drop: `state = case state when 'built' then 'dropped' else 'cancelled' end, per_second = null, kept_until = null,
    ended_at = clock_timestamp() where id = $1::uuid and state in ('requested', 'running', 'paused', 'built')`,
} as const;

/** `drop` calls off what is under way, and drops the rows of what is built. */
export type PastWishWord = keyof typeof STEPS;

/** Does what somebody wishes. Null when there is none of this id. @throws PastCannot */
export const steerPast = async (sql: Sql, id: string, wish: PastWishWord): Promise<BuiltPast | null> => {
  const { rows } = await sql.query<BuiltPast>(`update rapport_read.past set ${STEPS[wish]} returning ${PAST_COLUMNS}`, [
    id,
  ]);
  if (rows[0]) return rows[0];
  const found = await findBuiltPast(sql, id);
  // What is gone already need not go once more.
  if (!found || wish === 'drop') return found;
  throw new PastCannot(found.state, wish);
};
