const RESERVED = /^[$~]/;

/**
 * A type of ours in KurrentDB. There a leading `$` means the server's own; names of ours that begin with it, or with the mark
 * that escapes it, get the mark.
 */
export const typeToServer = (name: string): string => (RESERVED.test(name) ? `~${name}` : name);

/** The inverse of `typeToServer`. */
export const typeFromServer = (name: string): string => (/^~[$~]/.test(name) ? name.slice(1) : name);

/** A type of the server's kind, so that filters of types leave it out: the event that says which history this is. */
export const EPOCH_TYPE = '$rapport-epoch';

/** Metadata of every event that this engine writes; what lacks it was written by somebody else and is left out. */
export const MARK = '{"writer":"rapport"}';

/** How our streams are called in a KurrentDB. */
export interface Names {
  toServer(stream: string): string;
  /** Null: not a stream of ours. */
  fromServer(stream: string): string | null;
  /** The stream that says which history this is; no stream of ours is called so. */
  readonly epochStream: string;
  /** What the server shall give of its whole log: types by an expression, or streams by a prefix. */
  readonly filter: { readonly types: string } | { readonly streams: string };
}

/** Names in a KurrentDB that is ours alone: as they are, so that they read well in its own console. */
const plain: Names = {
  toServer: typeToServer,
  fromServer: (name) => (/^~[^$~]/.test(name) ? null : typeFromServer(name)),
  epochStream: '~rapport',
  filter: { types: '^[^$]' },
};

/** Names in a KurrentDB that several share. */
const within = (namespace: string): Names => {
  const prefix = `~${namespace}~`;
  return {
    toServer: (name) => `${prefix}${name}`,
    fromServer: (name) => (name.startsWith(prefix) ? name.slice(prefix.length) : null),
    epochStream: `~${namespace}`,
    filter: { streams: prefix },
  };
};

/** The names of a namespace (1 to 40 of `a-z`, `0-9`, `-`), or of a KurrentDB that is ours alone. */
export const namesOf = (namespace: string | null): Names => (namespace === null ? plain : within(namespace));
