import { shapes } from '@rapport/edge';
import { cellOf } from '../cell.shape';

const { flag, id, maybe, named, record, text } = shapes;

/** What somebody is recognised by. */
export const IDENTIFIER = named(
  'KnownIdentifier',
  record({
    handle: id('Our random name for it'),
    type: text(),
    issuer: maybe(text('Null for those that are global: email and phone')),
    value: maybe(cellOf(text())),
    shared: maybe(flag('So many persons use it that it links nobody; null where that is not known of then')),
  }),
);
