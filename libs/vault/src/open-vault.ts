import { migrate, Timeline } from '@rapport/postgres';
import type { Pool } from 'pg';
import { classKeys } from './class-keys';
import { destroyHandleKeys, destroyQuarterKey } from './destruction';
import { followDestroyed, type Freshness } from './freshness';
import { handleKeys } from './handle-keys';
import { lifted } from './hash-name';
import { learnHashKeys } from './hash-key-lines';
import { openHashing } from './hashing';
import { hmacHex } from './hmac';
import { identifierIndex } from './identifier-index';
import { schema } from './schema';
import { openCells, sealerFor } from './sealing';
import { openSecrets } from './secrets';
import { namedHashes, suppress, suppression } from './suppression';
import { tokenIndex } from './token-index';
import { erasedAmong, keptQuarters, tracesOf } from './traces';
import type { Vault } from './vault';
import { KEY_BYTES } from './wrapping';

/**
 * Opens the vault of a database, and makes it at the first time. What it remembers is forgotten when `timeline` says that another server
 * has taken over; who appends what was sealed shares it.
 * @throws WrongMasterKey when the vault was made with another master key.
 */
export const openVault = async (pool: Pool, masterKey: Buffer, timeline = new Timeline()): Promise<Vault> => {
  if (masterKey.length !== KEY_BYTES) throw new RangeError(`a master key has ${KEY_BYTES} bytes`);
  timeline.watch(pool);
  await migrate(pool, 'vault', schema);
  const secrets = await openSecrets(pool, masterKey);
  const fresh = (): Freshness => freshness;
  const handles = handleKeys(pool, masterKey, fresh);
  const classes = classKeys(pool, masterKey, fresh);
  const hashing = await openHashing(pool, masterKey, () => {
    identifiers.forgetAll();
    suppressed.outdate();
  });
  const identifiers = identifierIndex(pool, masterKey, hashing, fresh, handles.remember);
  const tokens = tokenIndex(pool, secrets.token);
  const suppressed = suppression(pool, hashing);
  const freshness = await followDestroyed(
    pool,
    (destroyed) => {
      identifiers.forgetAll();
      suppressed.outdate();
      for (const { handle } of destroyed) {
        if (handle) {
          handles.forget(handle);
          continue;
        }
        // A retention key went: every cell key derived with it must go too. Or the hash keys are others.
        hashing.outdate();
        handles.forgetAll();
        classes.forgetAll();
      }
    },
    timeline,
  );
  const ifFresh =
    <Args extends readonly unknown[], Result>(work: (...args: Args) => Promise<Result>) =>
    async (...args: Args): Promise<Result> => {
      await freshness.ensure();
      await hashing.ensure();
      return work(...args);
    };
  const destroy: Vault['destroyHandleKeys'] = async (gone) => {
    await destroyHandleKeys(pool, [...new Set(gone)]);
    await freshness.check();
  };

  return {
    timeline,
    claim: ifFresh(identifiers.claim),
    find: ifFresh(identifiers.find),
    mint: ifFresh(identifiers.mint),
    sealer: ifFresh((needs) => sealerFor(handles, classes, needs)),
    open: ifFresh((cells) => openCells(handles, classes, cells)),
    fingerprint: (canonical) => hmacHex(secrets.fingerprint, canonical),
    safe: secrets.safe,
    addTokens: tokens.add,
    search: tokens.search,
    names: tokens.names,
    tracesOf: (gone) => tracesOf(pool, gone),
    erased: (asked) => erasedAmong(pool, asked),
    hashesOf: (known) => namedHashes(hashing.now(), known),
    suppressed: ifFresh(suppressed.suppressed),
    async suppress(entries) {
      await suppress(pool, hashing, entries);
      await freshness.check();
    },
    oldestHashKey: () => hashing.now().oldest,
    lifted: (names) => lifted(hashing.now(), names),
    learnHashKeys: (keys) => learnHashKeys(pool, masterKey, hashing, keys),
    quarters: () => keptQuarters(pool),
    destroyHandleKeys: destroy,
    destroyHandleKey: (handle) => destroy([handle]),
    async destroyQuarterKey(dataClass, quarter) {
      await destroyQuarterKey(pool, dataClass, quarter);
      await freshness.check();
    },
  };
};
