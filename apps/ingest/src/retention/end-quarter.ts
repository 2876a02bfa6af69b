import { canonicalJson, eventIdOf, NOBODY, type EventBody } from '@rapport/events';
import { vaultMark } from '@rapport/vault';
import { PRIVACY_SOURCE } from '../erasure/customer-erased';
import type { IngestParts } from '../parts';
import { dueAt, endingsOf, type Ending } from './due';

/** The stream of all ends of retention. */
export const RETENTION_STREAM = 'retention';

const expired = ({ dataClass, quarter, months, endsAt }: Ending) => {
  const id = `${dataClass}#${quarter}`;
  const body: EventBody = {
    ...{ id, source: PRIVACY_SOURCE, channel: 'privacy', type: 'PersonalDataExpired', v: 1, occurredAt: endsAt },
    ...{ handle: NOBODY, handles: [], data: { dataClass, quarter, months }, sealed: {}, meta: { by: 'retention' } },
  };
  const eventId = eventIdOf(PRIVACY_SOURCE, id);
  return { id: eventId, type: 'PersonalDataExpired', body: canonicalJson(body), fingerprint: '' };
};

/**
 * Makes a data class of a quarter unreadable for everybody: the ledger has it first, the log says so, then the key goes.
 * Repeating it, also under another time of retention, changes nothing.
 */
const endQuarter = async (
  { store, vault, ledger }: Pick<IngestParts, 'store' | 'vault' | 'ledger'>,
  ending: Ending,
  now: Date,
): Promise<void> => {
  const { dataClass, quarter } = ending;
  await ledger.append({ kind: 'retention', vault: vaultMark(vault), at: now.toISOString(), dataClass, quarter });
  await store.append([{ stream: RETENTION_STREAM, expected: 'any', events: [expired(ending)] }]);
  await vault.destroyQuarterKey(dataClass, quarter);
};

/** Ends whatever is due; gives each back as soon as it is done. */
export async function* endDue(
  parts: Pick<IngestParts, 'store' | 'vault' | 'ledger' | 'privacy'>,
  now: Date,
): AsyncGenerator<Ending> {
  for (const ending of dueAt(endingsOf(parts.privacy.retention, await parts.vault.quarters()), now)) {
    await endQuarter(parts, ending, now);
    yield ending;
  }
}
