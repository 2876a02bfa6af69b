import {
  allRuleVersions,
  consentFor,
  currentTiers,
  lastClosedRun,
  selectCustomers,
  type UpTo,
} from '@rapport/projections';
import { tierView } from './decided';
import type { QueryParts } from '../parts';
import { handleSet, type Person } from '../person';

type Unwritten = (rule: string, heldAt: string) => object;

const nobodySaid =
  (tier: string, reason: string): Unwritten =>
  (rule, heldAt) => ({ ...{ eventId: null, rule, tier, rankTier: tier, heldAt, nextTier: null }, reason });
const prospect = nobodySaid('prospect', 'never bought up to this close');

/** By kind of rule: what somebody is of whom it has decided nothing up to its last close. Nobody writes that down. */
const UNWRITTEN: Readonly<Record<string, Unwritten>> = {
  pyramid: prospect,
  rfm: prospect,
  relationship: prospect,
  lifecycle: nobodySaid('target', 'never bought, and showed no interest up to this close'),
};

/** Of whom no rule says anything, because they do not want to be judged. */
const objects = async ({ db }: Pick<QueryParts, 'db'>, customer: string): Promise<boolean> => {
  const row = await selectCustomers(db.manager).where('c.key = :customer', { customer }).getOne();
  const said = row && consentFor(row, 'profiling', '*', new Date().toISOString());
  return said !== null && said.status !== 'given';
};

/** The tier of a customer by each rule that ranks, as its last close left it (`heldAt`); by name of the rule. */
export const heldTiers = async (
  parts: Pick<QueryParts, 'db'>,
  person: Person,
  upTo: UpTo,
  only: string | undefined,
): Promise<readonly object[]> => {
  const { db } = parts;
  const { customer } = person;
  const [current, versions, isUnjudged] = await Promise.all([
    currentTiers(db.manager, [{ customer, handles: [...handleSet(person)] }], upTo),
    allRuleVersions(db.manager),
    objects(parts, customer),
  ]);
  const held = new Map(current.get(customer)!.map((row) => [row.rule, row]));
  const unwritten = new Map<string, Unwritten>();
  for (const { rule, kind } of versions) if (UNWRITTEN[kind]) unwritten.set(rule, UNWRITTEN[kind]);
  const names = [...new Set([...held.keys(), ...unwritten.keys()])]
    .filter((rule) => only === undefined || rule === only)
    .sort();
  const closes = await Promise.all(names.map((rule) => lastClosedRun(db.manager, rule, upTo)));
  return names.flatMap((rule, nth) => {
    const row = held.get(rule);
    const close = closes[nth];
    if (row) return [{ ...tierView(row), heldAt: close?.date ?? row.date }];
    return close && !isUnjudged ? [unwritten.get(rule)!(rule, close.date)] : [];
  });
};
