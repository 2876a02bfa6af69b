import type { Node } from '@rapport/decisions';
import type { KnownHandle } from '@rapport/read-db';

/** Handles as the identity rule takes them. */
export const nodesOf = (handles: readonly KnownHandle[]): readonly Node[] =>
  handles.map(({ handle, type, issuer }) => ({ handle, type, ...(issuer === null ? {} : { issuer }) }));
