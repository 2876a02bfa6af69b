import type { ItemsBy } from '@rapport/decisions';
import type { Movement } from './book';
import { counts } from './figures';
import { itemsOf, type SoldThing } from './items';

/** A purchase, and what of it the customer still has. */
export interface KeptSale {
  readonly sale: Movement;
  readonly things: readonly SoldThing[];
}

interface Had {
  readonly sale: Movement;
  readonly thing: SoldThing;
  left: number;
}

/** Quantities by weight are not exact. */
const NOTHING = 1e-9;

/** Of equal moments the purchase goes first: nobody gives back what they do not have. */
const inOrder = (a: Movement, b: Movement): number =>
  a.at - b.at || (a.kind === b.kind ? (a.eventId < b.eventId ? -1 : 1) : a.kind === 'sale' ? -1 : 1);

/** The newest of them that is still there goes first; only those of the same order, where the return names one. */
const takeBack = (had: readonly Had[], { name, quantity }: SoldThing, { order }: Movement): void => {
  let back = Math.abs(quantity);
  for (let nth = had.length - 1; nth >= 0 && back > NOTHING; nth--) {
    const one = had[nth]!;
    if (one.thing.name !== name || (order >= 0 && one.sale.order !== order)) continue;
    const taken = Math.min(one.left, back);
    one.left -= taken;
    back -= taken;
  }
};

/**
 * Purchases that stand at a close with the things that did not come back by then, earliest first; those of which nothing is left
 * are not among them. Only returns that name lines, or are worth all of an order, say what came back.
 */
export const keptThings = (movements: readonly Movement[], to: number, by: ItemsBy): readonly KeptSale[] => {
  const had: Had[] = [];
  for (const movement of movements.filter((one) => counts(one, to)).sort(inOrder)) {
    for (const thing of itemsOf(movement, by)) {
      if (movement.kind === 'sale' && thing.quantity > 0) had.push({ sale: movement, thing, left: thing.quantity });
      else takeBack(had, thing, movement);
    }
  }
  const kept = new Map<Movement, SoldThing[]>();
  for (const { sale, thing, left } of had) {
    if (left <= NOTHING) continue;
    const things = kept.get(sale);
    if (things) things.push(thing);
    else kept.set(sale, [thing]);
  }
  return [...kept].map(([sale, things]) => ({ sale, things }));
};
