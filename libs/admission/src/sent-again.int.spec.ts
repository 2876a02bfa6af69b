import { type Append, memoryEventStore } from '@rapport/event-store';
import { freshDatabase, type FreshDatabase } from '@rapport/testing';
import fc from 'fast-check';
import type { Receipt } from './admission';
import { admissionOn, purchase, writer, type GivenAdmission } from './given';

const MEMBERS = 4;
const other = { ...writer, keyId: 'key-2' };

describe('sending again what is recorded', () => {
  let database: FreshDatabase;
  let given: GivenAdmission;
  let appended: (readonly Append[])[];
  beforeAll(async () => void (database = await freshDatabase()));
  beforeEach(async () => {
    appended = [];
    const memory = memoryEventStore();
    const append: typeof memory.append = (appends, move) => (appended.push(appends), memory.append(appends, move));
    given = await admissionOn(database.pool, { store: { ...memory, append } });
  });
  afterAll(() => database.drop());

  const admit = (values: readonly unknown[], by = writer): Promise<readonly Receipt[]> =>
    given.admission.admit(
      values.map((value) => ({ value })),
      by,
    );
  const asRepeats = (receipts: readonly Receipt[]) => receipts.map((one) => ({ ...one, status: 'duplicate' }));
  const people = (): Record<string, unknown>[] =>
    Array.from({ length: MEMBERS }, (_, nth) => purchase({ identifiers: [{ type: 'email', value: `${nth}@again.example` }] })); // prettier-ignore

  it('is looked for before it is appended, once a batch of that key was mostly repeats, with the same receipts', async () => {
    const sent = people();
    const first = await admit(sent);
    expect(await admit(sent)).toEqual(asRepeats(first));
    expect(appended).toHaveLength(2);
    expect(await admit(sent)).toEqual(asRepeats(first));
    expect(appended).toHaveLength(2);
    expect(await admit(sent, other)).toEqual(asRepeats(first));
    expect(appended).toHaveLength(3);
    expect(await given.events()).toHaveLength(MEMBERS);
  });

  it('leaves nothing new out, and calls nothing changed a repeat', async () => {
    const sent = people();
    const first = await admit(sent);
    await admit(sent);
    const [one, two, three] = sent;
    const fresh = purchase();
    const receipts = await admit([one, fresh, { ...two, channel: 'web' }, null, fresh, three]);
    expect(receipts.map(({ status }) => status)).toEqual(
      ['duplicate', 'accepted', 'conflict', 'refused', 'duplicate', 'duplicate'], // prettier-ignore
    );
    expect([receipts[0], receipts[5]]).toEqual(asRepeats([first[0]!, first[2]!]));
    expect(appended.at(-1)).toHaveLength(3);
  });

  it('appends at once again when most of what comes is new', async () => {
    const sent = people();
    for (const _ of [1, 2, 3]) await admit(sent);
    await admit(people());
    const before = appended.length;
    await admit(people());
    await admit(sent);
    expect(appended).toHaveLength(before + 2);
  });

  it('gives every event one place, whatever is sent in whatever batches', async () => {
    const pool = Array.from({ length: 12 }, () => purchase());
    const first = new Map<unknown, Receipt>();
    const batches = fc.array(fc.array(fc.integer({ min: 0, max: 11 }), { minLength: 1, maxLength: 8 }), {
      maxLength: 6,
    });
    await fc.assert(
      fc.asyncProperty(batches, async (sendings) => {
        for (const indexes of sendings) {
          const receipts = await admit(indexes.map((index) => pool[index]));
          indexes.forEach((index, nth) => {
            const { status, ...place } = receipts[nth]!;
            expect(status).toBe(first.has(index) ? 'duplicate' : 'accepted');
            const { status: _, ...known } = first.get(index) ?? receipts[nth]!;
            expect(place).toEqual(known);
            first.set(index, receipts[nth]!);
          });
        }
      }),
      { numRuns: 30 },
    );
    expect(await given.events()).toHaveLength(first.size);
  });
});
