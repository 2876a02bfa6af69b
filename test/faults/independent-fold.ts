import type pg from 'pg';

/** What a customer's view must say, as far as this fold goes. */
export interface Expected {
  readonly touches: number;
  readonly lastSeenAt: string;
  /** Sum of purchases in cents. */
  readonly cents: bigint;
  readonly handles: ReadonlySet<string>;
}

interface Body {
  readonly type: string;
  readonly occurredAt: string;
  readonly handle: string;
  readonly handles: readonly { handle: string }[];
  readonly data: { readonly amount?: string };
}

/**
 * The views as they must be, computed from the stored bytes by code that shares nothing with the product: handles that one
 * event carries belong together (the load asserts nothing that is shared), and amounts are added as cents.
 */
export const foldIndependently = async (db: pg.Client): Promise<readonly Expected[]> => {
  const { rows } = await db.query<{ body: string }>(
    "select body from rapport_store.events where stream like 'customer-%' order by position",
  );
  const events = rows.map((row) => JSON.parse(row.body) as Body);
  const parent = new Map<string, string>();
  const find = (handle: string): string => {
    const up = parent.get(handle) ?? handle;
    return up === handle ? handle : find(up);
  };
  for (const event of events)
    for (const { handle } of event.handles) {
      if (!parent.has(handle)) parent.set(handle, handle);
      parent.set(find(handle), find(event.handle));
    }
  const people = new Map<string, { touches: number; lastSeenAt: string; cents: bigint; handles: Set<string> }>();
  for (const event of events) {
    const root = find(event.handle);
    const person = people.get(root) ?? { touches: 0, lastSeenAt: '', cents: 0n, handles: new Set<string>() };
    people.set(root, person);
    person.touches += 1;
    if (event.occurredAt > person.lastSeenAt) person.lastSeenAt = event.occurredAt;
    if (event.type === 'PurchaseMade') person.cents += BigInt((event.data.amount ?? '0').replace('.', ''));
    for (const { handle } of event.handles) person.handles.add(handle);
  }
  return [...people.values()];
};
