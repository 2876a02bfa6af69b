import { setTimeout as pause } from 'node:timers/promises';
import type { Sql } from '@rapport/postgres';
import type { WhatIfResult } from './what-if';

/** Somebody called it off. */
export class CalledOff extends Error {
  constructor() {
    super('the what-if was cancelled');
    this.name = 'CalledOff';
  }
}

/** How far it is. */
export interface WhatIfAdvance {
  readonly position: string;
  readonly events: number;
  readonly closes: number;
  readonly closedTo: string | null;
}

const TELL_MS = 400;
/** Of its own time, what it leaves to others. */
const REST_SHARE = 0.25;

const BEGIN = `
  update rapport_read.what_if set state = 'running', attempts = attempts + 1, started_at = clock_timestamp(), fault = null,
    events = 0, total = $2, per_second = null, closes = 0, closed_to = null, position = '' where id = $1::uuid`;
const TELL = `
  update rapport_read.what_if set position = $2, events = $3, closes = $4, closed_to = $5, per_second = $6
  where id = $1::uuid returning wish`;
const LOOK = 'select wish from rapport_read.what_if where id = $1::uuid';
const END = `
  update rapport_read.what_if set state = $2, wish = null, fault = $3, result = $4::jsonb, per_second = null,
    ended_at = clock_timestamp() where id = $1::uuid`;

/** How one came to an end. */
export const endWhatIf = async (
  sql: Sql,
  id: string,
  state: 'ready' | 'cancelled' | 'failed',
  { fault = null, result = null }: { readonly fault?: string | null; readonly result?: WhatIfResult | null } = {},
): Promise<void> => {
  await sql.query(END, [id, state, fault, result && JSON.stringify(result)]);
};

/** Tells how far a what-if is, hears when it is called off, and leaves others their time. */
export class Course {
  #toldAt = performance.now();
  #toldEvents = 0;

  constructor(
    private readonly sql: Sql,
    private readonly id: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @param total events to read. */
  async begin(total: number): Promise<void> {
    await this.sql.query(BEGIN, [this.id, total]);
  }

  /** Between pieces of work. @throws CalledOff, or when the signal has aborted */
  async step(advance: WhatIfAdvance): Promise<void> {
    this.signal.throwIfAborted();
    const passed = performance.now() - this.#toldAt;
    if (passed < TELL_MS) return;
    await this.tell(advance, ((advance.events - this.#toldEvents) * 1_000) / passed);
    await pause(passed * REST_SHARE, undefined, { signal: this.signal });
    this.#toldAt = performance.now();
    this.#toldEvents = advance.events;
  }

  /** @throws CalledOff */
  async tell({ position, events, closes, closedTo }: WhatIfAdvance, perSecond: number | null = null): Promise<void> {
    const values = [this.id, position, events, closes, closedTo, perSecond];
    this.#obey((await this.sql.query<{ wish: string | null }>(TELL, values)).rows);
  }

  /** @throws CalledOff, or when the signal has aborted */
  async look(): Promise<void> {
    this.signal.throwIfAborted();
    this.#obey((await this.sql.query<{ wish: string | null }>(LOOK, [this.id])).rows);
  }

  #obey(rows: readonly { readonly wish: string | null }[]): void {
    if (!rows[0] || rows[0].wish === 'cancel') throw new CalledOff();
  }
}
