import type { SealedCell } from '@rapport/events';
import { cellKey } from './cell-key';
import { cellParts, openCell, sealCell, type CellParts } from './cell';
import { classQuarter, type ClassKey, type ClassKeys } from './class-keys';
import type { HandleKey, HandleKeys } from './handle-keys';
import type { HmacKey } from './hmac';
import { quarterOf } from './quarter';
import { random } from './random';
import { UnknownHandle, type Handle, type Opened, type SealNeed, type Sealer } from './vault';
import { KEY_BYTES } from './wrapping';

const derived = (owner: HandleKey, name: string, classKey: HmacKey): Buffer => {
  const known = owner.cellKeys.get(name);
  if (known) return known;
  const key = cellKey(owner.key, classKey);
  owner.cellKeys.set(name, key);
  return key;
};

/** Made and thrown away: what is sealed under it is erased from the start. */
const forgotten = (): HandleKey => ({ key: random(KEY_BYTES), cellKeys: new Map() });

/** Loads the keys for the needs and gives what seals with them. */
export const sealerFor = async (
  handles: HandleKeys,
  classes: ClassKeys,
  needs: readonly SealNeed[],
): Promise<Sealer> => {
  const names = new Set(needs.map(({ dataClass, at }) => classQuarter(dataClass, quarterOf(at))));
  const states = await handles.load(needs.map(({ handle }) => handle));
  const classKeys = await classes.load(names, true);
  const owners = new Map<Handle, HandleKey>();
  const erased = new Set<Handle>();
  for (const { handle } of needs) {
    const state = states.get(handle);
    if (state === undefined || state === 'damaged') throw new UnknownHandle(handle);
    if (state === 'erased') erased.add(handle);
    if (!owners.has(handle)) owners.set(handle, state === 'erased' ? forgotten() : state);
  }
  return {
    erased,
    seal(handle, dataClass, at, value) {
      const quarter = quarterOf(at);
      const name = classQuarter(dataClass, quarter);
      const owner = owners.get(handle);
      const classKey = classKeys.get(name);
      if (!owner || !classKey) throw new RangeError(`no key was loaded for ${handle} ${name}`);
      if (classKey === 'damaged') throw new Error(`the key of ${name} is damaged`);
      const key = classKey === 'erased' ? random(KEY_BYTES) : derived(owner, name, classKey);
      return sealCell(key, handle, dataClass, quarter, value);
    },
  };
};

/** Opens cells with the keys of all of them loaded at once. */
export const openCells = async (
  handles: HandleKeys,
  classes: ClassKeys,
  cells: readonly SealedCell[],
): Promise<readonly Opened[]> => {
  const all = cells.map(cellParts);
  const parts = all.filter((each) => each !== null);
  if (parts.length === 0) return all.map(() => DAMAGED);
  const names = new Set(parts.map(({ dataClass, quarter }) => classQuarter(dataClass, quarter)));
  const states = await handles.load(parts.map(({ handle }) => handle));
  const classKeys = await classes.load(names, false);
  return all.map((each) => {
    if (!each) return DAMAGED;
    const name = classQuarter(each.dataClass, each.quarter);
    return openOne(each, states.get(each.handle), classKeys.get(name), name);
  });
};

const DAMAGED: Opened = { ok: false, why: 'damaged' };

const openOne = (parts: CellParts, owner: HandleKey | string | undefined, classKey: ClassKey, name: string): Opened => {
  if (owner === 'erased' || classKey === 'erased') return { ok: false, why: 'erased' };
  if (typeof owner !== 'object' || typeof classKey !== 'object') return DAMAGED;
  try {
    return { ok: true, value: openCell(derived(owner, name, classKey), parts) };
  } catch {
    return DAMAGED;
  }
};
