import type { SealedCell } from '@rapport/events';

/** The day in a cell, a day number; null = it is erased, or no day; undefined = nobody here can say. */
export type SealedDay = (cell: SealedCell) => number | null | undefined;
