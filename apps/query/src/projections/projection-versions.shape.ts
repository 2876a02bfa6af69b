import { shapes } from '@rapport/edge';

const { flag, moment, named, record, text, whole, word } = shapes;

/** A version that has tables. */
export const KNOWN_VERSION = named(
  'KnownVersion',
  record({
    name: text(),
    version: whole(),
    state: word(['live', 'left']),
    table: text(),
    bytes: whole('Of the table with its indexes; 0 when it is gone'),
    position: text(),
    updatedAt: moment('When its position last moved'),
    prunable: flag(),
  }),
);
