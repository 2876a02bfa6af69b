/** A row with what the runner keeps beside it. */
export interface KeptRow {
  readonly key: string;
  readonly row: Readonly<Record<string, unknown>>;
  /** (occurredAt, eventId) of the last fact folded, as one text; null where nobody asks. */
  readonly foldedTo: string | null;
}
