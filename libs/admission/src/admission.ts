import type { RefusalCode } from '@rapport/events';

/** On whose behalf something is written: an access key. */
export interface Writer {
  readonly keyId: string;
  /** True when the key may write events of this source. */
  mayWrite(source: string): boolean;
  /** Why it may not, in words for its sender. */
  readonly forbidden?: string;
}

/** One interaction as it came in. */
export interface Submitted {
  /** The parsed JSON; undefined when it could not be parsed. */
  readonly value: unknown;
  /** The text as it came, for the quarantine. */
  readonly raw?: string;
  /** Stands in for a missing `id`: an idempotency key of the carrier. */
  readonly defaultId?: string;
  /** Why its carrier could make no interaction of it: it is refused in these words, which hold nothing of it. */
  readonly fault?: { readonly code: CarrierFault; readonly detail: string };
}

/** What is wrong with input before anything is known of what it says. */
export type CarrierFault = 'bad-cloud-event' | 'not-taken' | 'too-large' | 'not-text' | 'no-value';

/** Takes parsed input in another format than the native one for what it means; native input stays as it is. */
export type Understand = (value: unknown) => Pick<Submitted, 'value' | 'fault'>;

/** Why something was not admitted: the language's own codes and those that need to know the writer or the store. */
export type AdmissionCode =
  | RefusalCode
  | 'not-json'
  | CarrierFault
  | 'id-missing'
  | 'id-conflict'
  | 'source-forbidden'
  | 'suppressed'
  | 'target-unknown'
  | 'target-not-correctable'
  | 'target-retracted'
  | 'nothing-to-correct'
  | 'reason-missing';

/**
 * What became of one interaction.
 * - `accepted`: durable; `duplicate`: it was already there, place and owner handle are the first one's;
 * - `conflict`: the id is known with another content, nothing was written;
 * - `refused`: it was not understood or not allowed. `quarantineId` names the kept copy; null when it was only counted
 *   (the key's share of the quarantine is full, or it is of somebody who was erased) or when there is nothing to keep
 *   (corrections).
 */
export type Receipt =
  | {
      readonly status: 'accepted' | 'duplicate';
      readonly eventId: string;
      readonly position: string;
      /** Owner handle; the customer is found through it. */
      readonly handle: string;
    }
  | { readonly status: 'conflict'; readonly eventId: string; readonly detail: string }
  | {
      readonly status: 'refused';
      readonly code: AdmissionCode;
      readonly detail: string;
      readonly quarantineId: string | null;
    };

/** A correction or retraction of a recorded interaction. */
export interface Correction {
  readonly kind: 'correct' | 'retract';
  /** Why, in words; personal, so it is sealed. */
  readonly reason: string;
  /** Makes the correction idempotent: repeated with the same content it is a duplicate. Random when absent. */
  readonly id?: string;
  /** The right type when that was wrong; absent = as recorded. */
  readonly type?: string;
  /**
   * The right payload as a whole; personal fields that it leaves out stay as recorded (unless the type changes). Absent =
   * as it stands, for a correction of the time only.
   */
  readonly data?: Readonly<Record<string, unknown>>;
  /** When it really happened, RFC 3339; absent = as recorded. */
  readonly occurredAt?: string;
  /** That a correction may bring back what was retracted: who has not seen the retraction must not undo it. */
  readonly reinstate?: boolean;
}

/** A refusal before it has a place in the quarantine. */
export class Refused {
  constructor(
    readonly code: AdmissionCode,
    readonly detail: string,
  ) {}
}
