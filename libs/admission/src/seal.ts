import type { DataClass, HandleRef, NormalIdentifier, SealedCell } from '@rapport/events';
import type { Handle, SealNeed, Sealer } from '@rapport/vault';
import type { Owned } from './owners';
import type { Secret } from './split';

/** Addresses are contact data; numbers that name a person are identity. */
const identifierClass = (type: string): DataClass => (type === 'email' || type === 'phone' ? 'contact' : 'identity');

const secretsOf = ({ data, context }: Owned): readonly (readonly [string, Secret])[] => [
  ...Object.entries(data.secret),
  ...Object.entries(context.secret),
];

/** Everything that a batch will seal. `committed` tells handles whose sealed value is already in the log. */
export const needsOf = (batch: readonly Owned[], committed: (handle: Handle) => boolean): SealNeed[] => {
  const needs: SealNeed[] = [];
  for (const owned of batch) {
    const at = owned.interaction.occurredAt;
    for (const [, { dataClass }] of secretsOf(owned)) needs.push({ handle: owned.handles[0], dataClass, at });
    owned.identifiers.forEach(({ type }, index) => {
      const handle = owned.handles[index]!;
      if (!committed(handle)) needs.push({ handle, dataClass: identifierClass(type), at });
    });
  }
  return needs;
};

/** The sealed parts of an event's body. */
export interface SealedParts {
  readonly handles: readonly HandleRef[];
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

const refOf = ({ type, issuer }: NormalIdentifier, handle: Handle, sealed: SealedCell | undefined): HandleRef => ({
  handle,
  type,
  ...(issuer !== undefined && { issuer }),
  ...(sealed !== undefined && { sealed }),
});

/** Seals the events of one batch; an identifier that occurs in several of them is sealed once. */
export const sealing = (sealer: Sealer, committed: (handle: Handle) => boolean) => {
  const cells = new Map<Handle, SealedCell>();
  const cellOf = (handle: Handle, { type, value }: NormalIdentifier, at: string): SealedCell | undefined => {
    if (committed(handle)) return undefined;
    const cell = cells.get(handle) ?? sealer.seal(handle, identifierClass(type), at, value);
    cells.set(handle, cell);
    return cell;
  };
  return (owned: Owned): SealedParts => {
    const at = owned.interaction.occurredAt;
    const [owner] = owned.handles;
    const sealed: Record<string, SealedCell> = {};
    for (const [field, { dataClass, value }] of secretsOf(owned))
      sealed[field] = sealer.seal(owner, dataClass, at, value);
    const named = owned.identifiers.map((one, index) => {
      const handle = owned.handles[index]!;
      return refOf(one, handle, cellOf(handle, one, at));
    });
    return { handles: named.length > 0 ? named : [{ handle: owner, type: NAMELESS }], sealed };
  };
};

/** Identifier type of a handle that stands for one event without identifiers. */
export const NAMELESS = 'event';
