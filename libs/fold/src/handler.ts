import type { EventType, FactOf } from '@rapport/events';

/**
 * Gives the row after a fact, and changes nothing of the row that it is given, unless that is `mine`: then the row with all its
 * parts, from `initial()` on, is this fold's alone, and a handler that knows that may change parts in place instead of copying
 * them. What comes out is the same.
 */
export type Handler<Row, About> = (row: Row, fact: About, mine?: boolean) => Row;
export type Handlers<Row> = { readonly [T in EventType]?: Handler<Row, FactOf<T>> };

/** A part of a row that a handler may write to: a copy that it made, or one that is its fold's alone. */
export type Own<Part> = { -readonly [Member in keyof Part]: Part[Member] };
