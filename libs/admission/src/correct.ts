import { randomUUID } from 'node:crypto';
import {
  canonicalJson,
  checkInteraction,
  customerStream,
  decodeEvent,
  eventIdOf,
  isOwnChannel,
  typeDefinition,
  type EventBody,
  type Fact,
  type SealedCell,
} from '@rapport/events';
import type { Append, Outcome } from '@rapport/event-store';
import { Refused, type Correction, type Receipt, type Writer } from './admission';
import { receiptOf, type AdmissionParts } from './admit';
import { findableAs, wordsIn } from './findable';
import { splitData, type Secret } from './split';

/** Source of all records; their ids begin with the target's event id. */
export const RECORD_SOURCE = 'rapport/record';
const RECORDS: ReadonlySet<string> = new Set(['InteractionCorrected', 'InteractionRetracted']);
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ID = /^[^\p{Cc}\p{Cs}]{1,200}$/u;
const REASON_CHARACTERS_MAX = 2_000;

/** What will stand in the record: its readable payload and what is sealed at the target's (or corrected) time. */
interface Change {
  readonly type: 'InteractionCorrected' | 'InteractionRetracted';
  readonly data: Readonly<Record<string, unknown>>;
  readonly secret: Readonly<Record<string, Secret>>;
  readonly words: ReturnType<typeof wordsIn>;
  /** Personal data keeps the retention of the interaction that it corrects. */
  readonly at: string;
}

/** How often a correction is held anew against its event while others write to the same stream. */
const TRIES = 5;

export const correctOne = async (
  parts: AdmissionParts,
  eventId: string,
  { id = randomUUID(), ...content }: Correction,
  by: Writer,
): Promise<Receipt> => {
  const target = await targetOf(parts, eventId, by);
  if (target instanceof Refused) return refusal(target);
  for (let left = TRIES; ; left--) {
    const standing = await standingOf(parts, target, recordIdOf(target, id));
    const change = changeOf(target, { id, ...content }, standing, parts.now());
    if (change instanceof Refused) return refusal(change);
    const expected = left > 0 ? standing.version : 'any';
    const outcome = await append(parts, target, { id, ...content }, change, expected, by, after(standing, parts.now()));
    if (outcome.status !== 'stale') return receiptOf(recordIdOf(target, id), target.handle, outcome);
  }
};

/** Records of one event follow each other in time, whatever the clocks of their writers say: the last one counts. */
const after = ({ lastAt }: Standing, now: Date): Date =>
  lastAt === null || Date.parse(lastAt) < now.getTime() ? now : new Date(Date.parse(lastAt) + 1);

const recordIdOf = (target: Fact, id: string): string => eventIdOf(RECORD_SOURCE, `${target.eventId}/${id}`);

const refusal = ({ code, detail }: Refused): Receipt => ({ status: 'refused', code, detail, quarantineId: null });

const targetOf = async ({ store }: AdmissionParts, eventId: string, by: Writer): Promise<Fact | Refused> => {
  const [stored] = UUID.test(eventId) ? await store.find([eventId]) : [];
  if (!stored) return new Refused('target-unknown', 'there is no interaction with this event id');
  const fact = decodeEvent(stored);
  if (!by.mayWrite(fact.source)) return new Refused('source-forbidden', 'this key may not write events of its source');
  return isOwnChannel(fact.channel)
    ? new Refused('target-not-correctable', 'only interactions can be corrected; correct the original again instead')
    : fact;
};

const changeOf = (
  target: Fact,
  { kind, reason, id, reinstate = false, ...change }: Correction & { readonly id: string },
  standing: Standing,
  now: Date,
): Change | Refused => {
  if (!ID.test(id)) return new Refused('bad-id', 'id must be 1 to 200 printable characters');
  if (!reason.isWellFormed() || reason.trim() === '' || reason.length > REASON_CHARACTERS_MAX)
    return new Refused('reason-missing', `reason must be a text of 1 to ${REASON_CHARACTERS_MAX} characters`);
  if (kind === 'retract') {
    const data = { target: target.eventId };
    return { type: 'InteractionRetracted', data, secret: {}, words: new Map(), at: target.occurredAt };
  }
  const { data, occurredAt, type } = change;
  if (data === undefined && occurredAt === undefined)
    return new Refused('nothing-to-correct', 'a correction states data or occurredAt');
  if (standing.isRetracted && !reinstate)
    return new Refused('target-retracted', 'it was retracted: only a correction with `reinstate` brings it back');
  if (data === undefined) return checkedChange(target, { type: type ?? standing.type, data: standing.data, occurredAt }, now); // prettier-ignore
  return checkedChange(target, { type: type ?? target.type, data, occurredAt }, now);
};

/** How an event stands by the records up to some version of its stream. */
interface Standing {
  readonly version: number;
  /** Type and payload as the last correction left them. */
  readonly type: string;
  readonly data: Fact['data'];
  /** That the last word on it is a retraction; not asked of a correction that is there already. */
  readonly isRetracted: boolean;
  /** When the last record was made. */
  readonly lastAt: string | null;
}

/** Later (occurredAt, event id) wins. */
const standingOf = async ({ store }: AdmissionParts, target: Fact, recordId: string): Promise<Standing> => {
  let version = 0;
  let isKnown = false;
  const records: Fact[] = [];
  for await (const batch of store.read([target.stream])) {
    for (const stored of batch) {
      version = stored.version;
      if (!RECORDS.has(stored.type)) continue;
      const record = decodeEvent(stored);
      if (record.data['target'] === target.eventId) records.push(record);
      isKnown ||= record.eventId === recordId;
    }
  }
  records.sort((one, other) => (orderOf(one) < orderOf(other) ? -1 : 1));
  const corrected = records.findLast(({ type }) => type === 'InteractionCorrected');
  return {
    version,
    type: (corrected?.data['type'] as string | undefined) ?? target.type,
    data: (corrected?.data['data'] as Fact['data'] | undefined) ?? target.data,
    lastAt: records.at(-1)?.occurredAt ?? null,
    isRetracted: !isKnown && records.at(-1)?.type === 'InteractionRetracted',
  };
};
const orderOf = ({ occurredAt, eventId }: Fact): string => `${occurredAt} ${eventId}`;

/** Holds the corrected interaction against the language, as if it were sent anew. */
const checkedChange = (
  target: Fact,
  { type, data, occurredAt }: { type: string; data: Fact['data']; occurredAt: string | undefined },
  now: Date,
): Change | Refused => {
  const definition = typeDefinition(type);
  const channel = definition && !definition.channels.includes(target.channel) ? definition.channels[0] : target.channel;
  // Personal fields that are left out stay as they were sealed; an example stands in for them while checking.
  const stay = type === target.type && typeof data === 'object' && data !== null ? Object.keys(target.sealed) : [];
  const standIns = stay.filter((field) => definition?.personal.has(field) && data[field] === undefined);
  const whole = standIns.length
    ? { ...data, ...Object.fromEntries(standIns.map((field) => [field, definition!.example[field]])) }
    : data;
  const said = { source: target.source, channel, type, data: whole, occurredAt: occurredAt ?? target.occurredAt };
  const checked = checkInteraction(said, now);
  if (!checked.ok) return new Refused(checked.code, checked.detail);
  const own = Object.fromEntries(
    Object.entries(checked.interaction.data).filter(([field]) => !standIns.includes(field)),
  );
  const { plain, secret } = splitData(definition!, own);
  const at = checked.interaction.occurredAt;
  return {
    type: 'InteractionCorrected',
    data: { target: target.eventId, type, data: plain, ...(occurredAt !== undefined && { occurredAt: at }) },
    secret: Object.fromEntries(Object.entries(secret).map(([field, value]) => [`data.${field}`, value])),
    words: wordsIn(definition!, own),
    at,
  };
};

const append = async (
  { store, vault }: AdmissionParts,
  target: Fact,
  { id, ...content }: Correction & { readonly id: string },
  { type, data, secret, words, at }: Change,
  expected: Append['expected'],
  by: Writer,
  now: Date,
): Promise<Outcome> => {
  const ownId = `${target.eventId}/${id}`;
  const { handle } = target;
  const recorded = now.toISOString();
  const fields = Object.entries(secret);
  const sealer = await vault.sealer([
    { handle, dataClass: 'content', at: recorded },
    ...fields.map(([, { dataClass }]) => ({ handle, dataClass, at })),
  ]);
  const sealed: Record<string, SealedCell> = { reason: sealer.seal(handle, 'content', recorded, content.reason) };
  for (const [field, { dataClass, value }] of fields) sealed[field] = sealer.seal(handle, dataClass, at, value);
  const [owner = { handle, type: 'event' }] = target.handles;
  const { sealed: known, ...ref } = owner;
  const body: EventBody = {
    id: ownId,
    source: RECORD_SOURCE,
    channel: 'record',
    type,
    v: typeDefinition(type)?.version ?? 1,
    occurredAt: recorded,
    handle,
    handles: [ref],
    data,
    sealed,
    meta: { by: by.keyId, causationId: target.eventId },
  };
  await vault.addTokens(findableAs(handle, at, words));
  const fingerprint = vault.fingerprint(canonicalJson({ target: target.eventId, ...content }));
  const event = { id: recordIdOf(target, id), type, body: canonicalJson(body), fingerprint };
  const [outcome] = await store.append([{ stream: customerStream(handle), expected, events: [event] }]);
  return outcome!;
};
