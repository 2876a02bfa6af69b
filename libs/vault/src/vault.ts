import type { DataClass, NormalIdentifier, SealedCell } from '@rapport/events';
import type { Timeline } from '@rapport/postgres';
import type { WrappedHashKey } from './hash-key-turn';
import type { Safe } from './safe';

/** Our random name (UUID v4) for one identifier, or for an event without any. */
export type Handle = string;

/** What a sealer must be able to seal. */
export interface SealNeed {
  readonly handle: Handle;
  readonly dataClass: DataClass;
  /** When it happened (RFC 3339, UTC, milliseconds): the quarter chooses the retention key. */
  readonly at: string;
}

/** Seals without waiting, for the needs that it was made for. */
export interface Sealer {
  /**
   * Of the needs' handles those whose key was destroyed. What is sealed for them opens as erased; a caller that still can
   * claims the identifiers again and gets new handles.
   */
  readonly erased: ReadonlySet<Handle>;
  /** @throws RangeError when the need was not named; TypeError when the value is not JSON. */
  seal(handle: Handle, dataClass: DataClass, at: string, value: unknown): SealedCell;
}

/**
 * An opened cell. `erased`: its key was destroyed on purpose, the person is forgotten or the time of retention over.
 * `damaged`: not a cell, changed, or of another vault.
 */
export type Opened =
  { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: 'erased' | 'damaged' };

/** Words of one handle that shall be found. */
export interface Findable {
  readonly handle: Handle;
  /** Texts as people wrote them; they are split and normalised here. */
  readonly words: readonly string[];
  /** What the words are about and when it happened: they are findable as long as the text itself can be opened. */
  readonly dataClass: DataClass;
  readonly at: string;
}

/** What the vault holds of handles, for whoever is about to erase them. Nothing of it can be read as a name. */
export interface Traces {
  /** Those whose keys still exist. */
  readonly living: readonly Handle[];
  /**
   * Keyed hashes of their identifiers, with the number of their key: `1:ab…`. While one hash key takes over from another, an
   * identifier may be there under both (`identifiersIn` counts them).
   */
  readonly hashes: readonly string[];
  /** Words (and beginnings of words) by which they can be found. */
  readonly words: number;
}

/** An identifier of somebody erased. */
export interface Suppressed {
  /** As `Traces` has it. */
  readonly hash: string;
  /** RFC 3339. */
  readonly erasedAt: string;
}

/** A data class and quarter that something was sealed under. */
export interface KeptQuarter {
  readonly dataClass: DataClass;
  readonly quarter: string;
  /** When its key was destroyed (RFC 3339); null while it can be opened. */
  readonly destroyedAt: string | null;
}

/**
 * Keeps what makes people recognisable: keys of personal data, and keyed hashes by which identifiers and words are found.
 * Several processes share one vault. What one destroys, all others have forgotten a second later at the most.
 */
export interface Vault {
  /** Which server all that it gave holds for: who appends what was claimed or sealed compares `takeovers` before. */
  readonly timeline: Timeline;
  /**
   * The handle of each identifier, in order; unknown ones get a handle with a key of its own. However many claim at once, an
   * identifier has one handle. Identifiers must be normalised: equal is what has equal text.
   */
  claim(identifiers: readonly NormalIdentifier[]): Promise<readonly Handle[]>;
  /** The handle of each identifier, in order; null where nobody has claimed it. */
  find(identifiers: readonly NormalIdentifier[]): Promise<readonly (Handle | null)[]>;
  /** New handles with keys, for what has no identifier. */
  mint(count: number): Promise<readonly Handle[]>;
  /** Loads the keys for a batch in at most two queries. @throws UnknownHandle */
  sealer(needs: readonly SealNeed[]): Promise<Sealer>;
  /** Opens cells, in order; never throws because of a cell. */
  open(cells: readonly SealedCell[]): Promise<readonly Opened[]>;
  /** Keyed hash of a canonical text, 64 hex digits: tells equal from changed and reveals nothing without the key. */
  fingerprint(canonical: string): string;
  /** For secrets of the installation. */
  readonly safe: Safe;
  /** Makes handles findable by words and beginnings of words. Repeating it changes nothing; erased handles stay unfindable. */
  addTokens(findable: readonly Findable[]): Promise<void>;
  /**
   * Handles that have all the words, or words that begin with them (from the third letter on); at most `limit`
   * (default 1,000) in handle order. Nothing to search for finds nothing.
   */
  search(words: readonly string[], limit?: number): Promise<Handle[]>;
  /** True when a text has a word that is (the beginning of) a word in what is known of class `identity` of the handles. */
  names(handles: readonly Handle[], text: string): Promise<boolean>;
  /** What there is of these handles. */
  tracesOf(handles: readonly Handle[]): Promise<Traces>;
  /** Those of the handles whose keys were destroyed; asked of the database, so it is true now. */
  erased(handles: readonly Handle[]): Promise<ReadonlySet<Handle>>;
  /**
   * Keyed hashes of identifiers, as `Traces` has them: for rows elsewhere that an erasure must find. Two of each while one hash
   * key takes over from another.
   */
  hashesOf(identifiers: readonly NormalIdentifier[]): readonly string[];
  /**
   * When the person behind each identifier was erased (RFC 3339), in order; null where nobody was. At most a second old. An
   * erased identifier that is claimed again has a new handle, and stays on this list.
   */
  suppressed(identifiers: readonly NormalIdentifier[]): Promise<readonly (string | null)[]>;
  /** The lowest number of a hash key that names may have; what is below it is brought up with `lifted`. */
  oldestHashKey(): number;
  /** The same identifiers' names (`1:ab…`) under the newest hash key. @throws RangeError when a text is no name */
  lifted(names: readonly string[]): readonly string[];
  /** Enters hash keys that a ledger tells of and this copy of the vault has forgotten; gives back how many. @throws LedgerFault */
  learnHashKeys(keys: readonly WrappedHashKey[]): Promise<number>;
  /** Puts hashes on that list: those of an erasure that this copy of the vault has forgotten, or never met. */
  suppress(entries: readonly Suppressed[]): Promise<void>;
  /**
   * Erasure: destroys the handles' keys for ever, takes them out of the identifier and word indexes and puts their identifiers'
   * hashes on the list of the suppressed. Their cells open as `erased`: here at once, in every other process after a second
   * at the most. Repeating it is harmless.
   */
  destroyHandleKeys(handles: readonly Handle[]): Promise<void>;
  /** The same for one handle. */
  destroyHandleKey(handle: Handle): Promise<void>;
  /** Data classes and quarters for which there are keys, the oldest first. */
  quarters(): Promise<readonly KeptQuarter[]>;
  /** Retention: destroys the key of all cells of a data class and quarter ('2026Q4'), of everybody, and their words. */
  destroyQuarterKey(dataClass: DataClass, quarter: string): Promise<void>;
}

/** A cell was asked for a handle that this vault has never given out: the vault was replaced or restored from an older copy. */
export class UnknownHandle extends Error {
  constructor(handle: Handle) {
    super(`the vault has no key for handle ${handle}: it was replaced, or restored from an older copy`);
    this.name = 'UnknownHandle';
  }
}
