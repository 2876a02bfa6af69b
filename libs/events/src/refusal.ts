/** Why an interaction or an identifier was refused; stable words that senders may build on. */
export type RefusalCode =
  | 'not-an-object'
  | 'too-large'
  | 'too-deep'
  | 'bad-text'
  | 'bad-id'
  | 'bad-source'
  | 'unknown-channel'
  | 'unknown-type'
  | 'unknown-version'
  | 'type-not-on-channel'
  | 'bad-time'
  | 'time-in-future'
  | 'bad-data'
  | 'bad-context'
  | 'bad-metadata'
  | 'bad-identifier'
  | 'too-many-identifiers'
  | 'bad-email'
  | 'bad-phone'
  | 'country-needed';

/** A refusal is a value, not an error: the code for programs, the detail for people. */
export class Refusal {
  readonly ok = false;
  constructor(
    readonly code: RefusalCode,
    readonly detail: string,
  ) {}
}

export const refuse = (code: RefusalCode, detail: string): Refusal => new Refusal(code, detail);
