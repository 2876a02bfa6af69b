import type { SealedCell } from '@rapport/events';
import { SEES_PERSONAL, type Role } from '@rapport/edge';
import { cellClass, cellHandle, type Opened, type Vault } from '@rapport/vault';

/** What of a customer may be shown: the row and whose cells may be in it. */
export interface Showing {
  readonly customer: string;
  readonly handles: ReadonlySet<string>;
  readonly row: unknown;
}

/** What was opened of a customer. */
export interface OpenedOf {
  readonly customer: string;
  readonly classes: readonly string[];
  readonly cells: number;
}

const isCell = (value: unknown): boolean => typeof value === 'string' && cellClass(value) !== null;
const areCells = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && Object.values(value).every(isCell);

/** Fields that hold cells are called after what they hold once they are open; somebody's own topic of that name is not one. */
const nameOf = (name: string, member: unknown): string =>
  name === 'sealed' && areCells(member) ? 'personal' : name === 'cell' && isCell(member) ? 'value' : name;

/**
 * The rows with their sealed values opened, or masked, as the role allows, and what was opened. A cell of a handle that is
 * not the customer's own stays closed: no text that somebody sent can make us open another person's value.
 */
export const reveal = async (
  vault: Pick<Vault, 'open'>,
  role: Role,
  showings: readonly Showing[],
): Promise<{ readonly rows: readonly unknown[]; readonly opened: readonly OpenedOf[] }> => {
  const sees = SEES_PERSONAL.has(role);
  const cells = sees ? showings.map((showing) => cellsIn(showing.row, showing.handles)) : showings.map(() => []);
  const flat = [...new Set(cells.flat())];
  const values = flat.length > 0 ? await vault.open(flat) : [];
  const byCell = new Map(flat.map((cell, index) => [cell, values[index]!]));
  return {
    rows: showings.map(({ row }, index) => shown(row, new Set(cells[index]), byCell)),
    opened: showings.flatMap(({ customer }, index) => openedOf(customer, cells[index]!, byCell)),
  };
};

const openedOf = (customer: string, cells: readonly SealedCell[], values: ReadonlyMap<SealedCell, Opened>) => {
  const open = cells.filter((cell) => values.get(cell)?.ok);
  const classes = [...new Set(open.map((cell) => String(cellClass(cell))))].sort();
  return open.length > 0 ? [{ customer, classes, cells: open.length }] : [];
};

const cellsIn = (value: unknown, handles: ReadonlySet<string>): SealedCell[] => {
  if (typeof value === 'string') {
    const handle = cellHandle(value);
    return handle !== null && handles.has(handle) ? [value] : [];
  }
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap((member) => cellsIn(member, handles));
};

const shown = (value: unknown, mine: ReadonlySet<string>, values: ReadonlyMap<SealedCell, Opened>): unknown => {
  if (typeof value === 'string') {
    const dataClass = cellClass(value);
    return dataClass === null ? value : standsFor(dataClass, mine.has(value) ? values.get(value) : undefined);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => shown(item, mine, values));
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [nameOf(name, member), shown(member, mine, values)]),
  );
};

const standsFor = (dataClass: string, opened: Opened | undefined): unknown => {
  if (!opened) return { masked: dataClass };
  if (opened.ok) return opened.value;
  return opened.why === 'erased' ? { erased: true } : { damaged: true };
};
