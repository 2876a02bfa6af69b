import type { Caller, Opening } from '@rapport/edge';
import { typeDefinition } from '@rapport/events';
import {
  type HistoryPage,
  type Page,
  listActions,
  listTasks,
  segmentHistory,
  signalHistory,
  tierHistory,
  timelineOf,
  type UpTo,
  valuesOf,
  valueTable,
} from '@rapport/projections';
import { viewOf } from '../customers/card';
import { type cardOf } from '../customers/cards';
import { segmentView, signalView, tierView } from '../decisions/decided';
import { heldSegments } from '../decisions/held-segments';
import { heldSignals } from '../decisions/held-signals';
import { heldTiers } from '../decisions/held-tiers';
import type { QueryParts } from '../parts';
import { handleSet, type Person } from '../person';
import { reveal } from '../reveal';
import { shownValue } from '../customers/shown-value';
import { dayOf } from '../customers/value-then';
import { refusedAbout } from './refused-input';
import type { Section } from './section';

const PAGE = 200;

/** On whose behalf everything is opened, for the log of openings. */
export type Reading = Pick<Opening, 'actor' | 'route' | 'requestId'> & {
  readonly position: string;
  readonly caller: Caller;
};

/** Whose data it is, and the card as it was read. */
export interface Whole {
  readonly person: Person;
  readonly card: ReturnType<typeof cardOf>;
  readonly upTo: UpTo;
}

async function* pages<Row>(read: (cursor: string | null) => Promise<Page<Row>>): AsyncGenerator<readonly Row[]> {
  for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
    const page: Page<Row> = await read(cursor);
    yield page.rows;
    cursor = page.next;
  }
}

/** Everything that is known about a person, opened, each opening written down before it is handed on. */
export class Everything {
  private readonly handles: ReadonlySet<string>;

  constructor(
    private readonly parts: QueryParts,
    private readonly whole: Whole,
    private readonly reading: Reading,
  ) {
    this.handles = handleSet(whole.person);
  }

  async *sections(): AsyncGenerator<Section> {
    const { customer, handles } = this.whole.person;
    const { row, decided } = this.whole.card;
    const {
      identifiers,
      tiers: _tiers,
      signals: _signals,
      ...profile
    } = viewOf(customer, handles, row, decided) as {
      identifiers: readonly unknown[];
      tiers: unknown;
      signals: unknown;
    };
    yield await this.opened('identifiers', identifiers);
    yield await this.opened('profile', [profile]);
    yield await this.opened('value', [await this.value()]);
    yield* this.decisions();
    yield* this.acts();
    yield await this.refused();
    yield* this.events();
    yield* this.openings();
  }

  private async value(): Promise<object> {
    const { customer } = this.whole.person;
    const rows = await valuesOf(this.parts.db.manager, valueTable, [...new Set([customer, ...this.handles])]);
    return shownValue(
      customer,
      dayOf(undefined, undefined),
      rows.find(({ key }) => key === customer) ?? rows[0] ?? null,
    );
  }

  private async *decisions(): AsyncGenerator<Section> {
    const { db } = this.parts;
    const { person, upTo } = this.whole;
    const ids = [...this.handles];
    const page = (cursor: string | null): HistoryPage => ({ cursor, limit: PAGE });
    yield await this.opened('tiers', await heldTiers(this.parts, person, upTo, undefined));
    for await (const rows of pages((cursor) => tierHistory(db.manager, ids, upTo, page(cursor))))
      yield await this.opened('tierHistory', rows.map(tierView));
    yield await this.opened('segments', await heldSegments(this.parts, person, upTo, undefined));
    for await (const rows of pages((cursor) => segmentHistory(db.manager, ids, upTo, page(cursor))))
      yield await this.opened('segmentHistory', rows.map(segmentView));
    yield await this.opened('signals', await heldSignals(this.parts, person, upTo, undefined));
    for await (const rows of pages((cursor) => signalHistory(db.manager, ids, upTo, page(cursor))))
      yield await this.opened('signalHistory', rows.map(signalView));
  }

  /** What was to be done about them, and what policies did; whose work it was is the company's business. */
  private async *acts(): AsyncGenerator<Section> {
    const { manager } = this.parts.db;
    const customers = [...this.handles];
    for await (const rows of pages((cursor) => listTasks(manager, { customers }, { cursor, limit: PAGE })))
      yield await this.opened('tasks', rows.map(({ key, status, about, dueAt, openedAt, doneAt, outcome, closedBecause, policy, trigger, sealed }) => ({
        ...{ taskId: key, status, about, dueAt, openedAt, doneAt, outcome, closedBecause, policy, trigger, sealed },
      }))); // prettier-ignore
    for await (const rows of pages((cursor) => listActions(manager, { customers, cursor, limit: PAGE })))
      yield await this.opened('actions', rows.map(({ key: _key, customer: _customer, position: _position, ...row }) => row)); // prettier-ignore
  }

  private async refused(): Promise<Section> {
    const { hashes } = await this.parts.vault.tracesOf([...this.handles]);
    const kept = await refusedAbout(this.parts.pool, hashes);
    return this.opened('refusedInput', kept, new Set(kept.map(({ id }) => id)));
  }

  private async *events(): AsyncGenerator<Section> {
    const ids = [...this.handles];
    for await (const rows of pages((cursor) => timelineOf(this.parts.db.manager, ids, {}, cursor, PAGE))) {
      const entries = rows.map(({ key, handle: _handle, position: _position, listedAt: _listedAt, ...entry }) => ({
        ...{ eventId: key, means: typeDefinition(entry.type)?.meaning ?? null },
        ...entry,
      }));
      yield await this.opened('events', entries);
    }
  }

  /** Which role looked, when and at what; who the colleague was is the company's business. */
  private async *openings(): AsyncGenerator<Section> {
    const list = this.parts.openings;
    const ids = [...new Set([this.whole.person.customer, ...this.handles])];
    for (const customer of ids) {
      for (let cursor: string | null = null, first = true; first || cursor !== null; first = false) {
        const page = await list.list({ customer, limit: 1_000, ...(cursor === null ? {} : { cursor }) });
        const rows = page.openings.map(({ at, role, classes, cells, route }) => ({ at, role, classes, cells, route }));
        yield { ...SECTIONS.openings, name: 'openings', rows };
        cursor = page.next;
      }
    }
  }

  private async opened(
    name: SectionName,
    rows: readonly unknown[],
    handles: ReadonlySet<string> = this.handles,
  ): Promise<Section> {
    const { caller, ...about } = this.reading;
    const { customer } = this.whole.person;
    const showings = rows.map((row) => ({ customer, handles, row }));
    const { rows: shown, opened } = await reveal(this.parts.vault, caller.role, showings);
    const cells = opened.reduce((sum, one) => sum + one.cells, 0);
    const classes = [...new Set(opened.flatMap((one) => one.classes))].sort();
    const entry = { keyId: caller.keyId, role: caller.role, ...about, customer, classes, cells };
    await this.parts.openings.record(cells > 0 ? [entry] : []);
    return { ...SECTIONS[name], name, rows: shown };
  }
}

/** The parts, by their names. */
export type SectionName = keyof typeof SECTIONS;

const SECTIONS = {
  identifiers: {
    title: 'By what we recognise you',
    about: 'Addresses, numbers and names of accounts that were used with us. `handle` is our random name for each.',
  },
  profile: {
    title: 'What we know now',
    about: 'What you or others told us about you, what you agreed to, and how often we were in touch.',
  },
  value: { title: 'What you bought', about: 'Sums and days of purchases, as we reckon with them.' },
  tiers: { title: 'Customer classes', about: 'How our rules class you today, with the figures and the reason.' },
  tierHistory: { title: 'Customer classes before', about: 'Each change, newest first, with the rule’s version.' },
  segments: { title: 'Groups of customers you belong to', about: 'Which groups our rules put you in, and why.' },
  segmentHistory: { title: 'Groups before', about: 'When you entered and left each, newest first.' },
  signals: {
    title: 'What our rules expect',
    about:
      'Whether our rules hold that you may be about to leave us, need something, or have a date that is near, and why.',
  },
  signalHistory: { title: 'What our rules expected before', about: 'Each change, newest first.' },
  tasks: {
    title: 'What we had to do about you',
    about: 'Tasks of our people, with what they wrote; who it was is left out.',
  },
  actions: {
    title: 'What our rules did about you',
    about:
      'What was ordered because of something that happened (a mail, a coupon, a task), what was held back, and why.',
  },
  refusedInput: {
    title: 'Messages that could not be taken',
    about: 'What other systems sent about you and we could not use. It is kept for a short time and then destroyed.',
  },
  events: {
    title: 'Everything that happened',
    about: 'Each entry of the history, newest first, as it was recorded, with its corrections.',
  },
  openings: {
    title: 'Who looked',
    about: 'When somebody of ours opened personal data of yours, in which role and for what.',
  },
} as const;
