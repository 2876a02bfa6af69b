import type { DataClass, HandleRef, NormalIdentifier, SealedCell } from '@rapport/events';
import type { Handle, SealNeed, Sealer } from '@rapport/vault';
import type { Owned } from './owners';
import type { Secret } from './split';

/** Addresses are contact data; numbers that name a person are identity. */
const identifierClass = (type: string): DataClass => (type === 'email' || type === 'phone' ? 'contact' : 'identity');

const eachSecret = ({ data, context }: Owned, visit: (field: string, secret: Secret) => void): void => {
  for (const field of Object.keys(data.secret)) visit(field, data.secret[field]!);
  for (const field of Object.keys(context.secret)) visit(field, context.secret[field]!);
};

/** The handles of a batch whose sealed identifier goes along; `committed` tells those that have it in the log already. */
export const unsealedIn = (batch: readonly Owned[], committed: (handle: Handle) => boolean): ReadonlySet<Handle> => {
  const unsealed = new Set<Handle>();
  for (const { identifiers, handles } of batch)
    identifiers.forEach((_, index) => {
      const handle = handles[index]!;
      if (!unsealed.has(handle) && !committed(handle)) unsealed.add(handle);
    });
  return unsealed;
};

/** Everything that a batch will seal. */
export const needsOf = (batch: readonly Owned[], unsealed: ReadonlySet<Handle>): SealNeed[] => {
  const needs: SealNeed[] = [];
  for (const owned of batch) {
    const at = owned.interaction.occurredAt;
    eachSecret(owned, (_, { dataClass }) => needs.push({ handle: owned.handles[0], dataClass, at }));
    owned.identifiers.forEach(({ type }, index) => {
      const handle = owned.handles[index]!;
      if (unsealed.has(handle)) needs.push({ handle, dataClass: identifierClass(type), at });
    });
  }
  return needs;
};

/**
 * The members of a part of the body, in canonical order; those undefined are not written. Literals with conditional spreads
 * took longer than the rest of the body.
 */
export type Members<T> = { readonly [Name in keyof T]-?: T[Name] | undefined };

/** The sealed parts of an event's body. */
export interface SealedParts {
  readonly handles: readonly Members<HandleRef>[];
  readonly sealed: Readonly<Record<string, SealedCell>>;
}

const refOf = (
  { type, issuer }: NormalIdentifier,
  handle: Handle,
  sealed: SealedCell | undefined,
): Members<HandleRef> => ({ handle, issuer, sealed, type });

/** Seals the events of one batch; an identifier that occurs in several of them is sealed once. */
export const sealing = (sealer: Sealer, unsealed: ReadonlySet<Handle>) => {
  const cells = new Map<Handle, SealedCell>();
  const cellOf = (handle: Handle, { type, value }: NormalIdentifier, at: string): SealedCell | undefined => {
    if (!unsealed.has(handle)) return undefined;
    const cell = cells.get(handle) ?? sealer.seal(handle, identifierClass(type), at, value);
    cells.set(handle, cell);
    return cell;
  };
  return (owned: Owned): SealedParts => {
    const at = owned.interaction.occurredAt;
    const [owner] = owned.handles;
    const sealed: Record<string, SealedCell> = {};
    eachSecret(owned, (field, { dataClass, value }) => {
      sealed[field] = sealer.seal(owner, dataClass, at, value);
    });
    const named = owned.identifiers.map((one, index) => {
      const handle = owned.handles[index]!;
      return refOf(one, handle, cellOf(handle, one, at));
    });
    return { handles: named.length > 0 ? named : [refOf({ type: NAMELESS, value: '' }, owner, undefined)], sealed };
  };
};

/** Identifier type of a handle that stands for one event without identifiers. */
export const NAMELESS = 'event';
