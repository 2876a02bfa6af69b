const RESERVED = /^[$~]/;

/**
 * The name of one of our streams or types in KurrentDB. There a leading `$` means the server's own; names of ours that
 * begin with it, or with the mark that escapes it, get the mark.
 */
export const toServer = (name: string): string => (RESERVED.test(name) ? `~${name}` : name);

/** The inverse of `toServer`. */
export const fromServer = (name: string): string => (/^~[$~]/.test(name) ? name.slice(1) : name);

/** The stream that says which history this is; no name of ours becomes this one. */
export const EPOCH_STREAM = '~rapport';
/** A type of the server's kind, so that filters leave it out. */
export const EPOCH_TYPE = '$rapport-epoch';

/** The event types that followers get: all but the server's own. */
export const OURS = '^[^$]';

/** Metadata of every event that this engine writes; what lacks it was written by somebody else and is left out. */
export const MARK = '{"writer":"rapport"}';
