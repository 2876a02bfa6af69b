/**
 * A past as an installation has it after years, put into the log in minutes: stored bytes are what ingest writes (canonical, with cells of
 * personal values), the tables are the product's own, and only the way in is short, by server-side COPY. Each person has a user id, an
 * address and a number, linked by decisions in the log; purchases, returns, cancellations, views, calls, mails, answers, cases and a few
 * corrections come in about the order in which they happened.
 */
import { createHash, randomBytes } from 'node:crypto';
import { chmodSync, closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { randomOf } from './generate.mjs';

const { canonicalJson, eventIdOf } = await import('../../libs/events/src/index.ts');

const AT_ONCE = 20_000;
/** Events that were recorded together. */
const AT_A_TIME = 50;
const START = Date.UTC(2024, 0, 1);
const YEARS_MS = 2 * 365 * 86_400_000;
const SAMPLE = randomBytes(4096).toString('base64url');

const uuidOf = (text) => {
  const hex = createHash('md5').update(text).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/** Interactions of `people` persons, `events` in all with what is decided about them. */
const story = function* ({ events, people, seed }) {
  const random = randomOf(seed);
  const below = (n) => Math.floor(random() * n);
  const pick = (list) => list[below(list.length)];
  const cell = (handle, kind, length) => {
    const from = below(SAMPLE.length - length);
    return `1.${handle}.${kind}.2026Q1.${SAMPLE.slice(from, from + length)}`;
  };
  const money = () => (5 + random() * 400).toFixed(2);
  const known = new Map();
  const orders = new Map();
  let told = 0;
  const person = (n) => {
    const [user, mail, phone] = ['u', 'm', 'p'].map((kind) => uuidOf(`${seed} ${kind} ${n}`));
    return {
      userId: { handle: user, issuer: 'shop', type: 'userId' },
      email: { handle: mail, type: 'email' },
      phone: { handle: phone, type: 'phone' },
    };
  };
  const amountOf = () => ({ currency: random() < 0.9 ? 'EUR' : 'USD', amount: money() });
  const bought = (n) => {
    const orderId = `o-${n}-${told}`;
    const { currency, amount } = amountOf();
    orders.set(n, { orderId, currency, amount });
    const lines = [{ sku: `SKU-${below(5000)}`, quantity: 1, amount, category: pick(['laptop', 'printer']) }];
    return { channel: 'store', type: 'PurchaseMade', data: { orderId, currency, amount, lines } };
  };
  const after = (n, type) => {
    const order = orders.get(n);
    if (!order) return bought(n);
    orders.delete(n);
    return { channel: 'store', type, data: type === 'ItemReturned' ? order : { orderId: order.orderId } };
  };
  const says = (type, channel, data, personal) => () => ({ channel, type, data: data(), personal });
  const sku = () => ({ sku: `SKU-${below(5000)}`, category: pick(['laptop', 'printer', 'phone']) });
  const viewed = says('ProductViewed', 'web', sku);
  const mailed = says('MailOpened', 'email', () => ({ campaign: `c-${below(30)}`, messageId: `m-${told}` }));
  const called = says('WrapUpRecorded', 'call', () => ({ contactId: `k-${told}`, disposition: pick(['solved', 'call-back']) }), 'summary'); // prettier-ignore
  const survey = { survey: 'after-call', question: 'nps', scaleMin: 0, scaleMax: 10 };
  const asked = says('SurveyAnswered', 'survey', () => ({ ...survey, score: below(11) }));
  const opened = says('CaseOpened', 'business', () => ({ caseId: `case-${told}`, kind: 'complaint' }), 'text');
  const given = says('ConsentGiven', 'business', () => ({ purpose: pick(['offers', 'news']), medium: 'email' }));
  /** Of a hundred events. */
  const mix = [[30, viewed], [20, mailed], [15, called], [24, bought], [3, (n) => after(n, 'ItemReturned')], [2, (n) => after(n, 'OrderCancelled')], [3, asked], [2, opened], [1, given]]; // prettier-ignore
  const kinds = mix.flatMap(([times, kind]) => Array.from({ length: times }, () => kind));
  const way = { web: 'userId', survey: 'userId', store: 'userId', business: 'userId', email: 'email', call: 'phone' };

  const body = (at, { channel, type, data, personal }, refs) => ({
    ...{ channel, data, handle: refs[0].handle, handles: refs, id: `e-${told}`, meta: { by: 'bench' } },
    ...{ occurredAt: new Date(at).toISOString(), source: `${channel}/1`, type, v: 1 },
    sealed: personal ? { [personal]: cell(refs[0].handle, 'content', 60 + below(80)) } : {},
  });
  const carrying = (ref, first) => (first ? { ...ref, sealed: cell(ref.handle, 'identity', 44) } : ref);
  const linked = (at, evidence, a, b) => ({
    ...body(at, { channel: 'identity', type: 'IdentifiersLinked' }, [a, b]),
    ...{ source: 'rapport/identity', data: { a: a.handle, b: b.handle, by: 'source', evidence, generation: 1, why: 'asserted' } }, // prettier-ignore
  });
  const purchases = [];
  while (told < events) {
    // Some are busier than others; everybody comes up.
    const n = told < people ? told : Math.floor(people * random() ** 1.5);
    const at = START + Math.floor((told / events) * YEARS_MS) - (random() < 0.03 ? below(40 * 86_400_000) : 0);
    const who = person(n);
    const ways = known.get(n) ?? 0;
    if (purchases.length > 0 && random() < 0.0005) {
      const target = pick(purchases);
      const data = { target: target.eventId, type: 'PurchaseMade', data: { ...target.data, amount: money() } };
      yield {
        ...body(at, { channel: 'record', type: 'InteractionCorrected', data }, [target.ref]),
        stream: 'customer',
      };
      told += 1;
      continue;
    }
    const one = pick(kinds)(n);
    const key = way[one.channel];
    const bit = { userId: 1, email: 2, phone: 4 }[key];
    // The first time that somebody comes another way, they say who they are.
    const isNew = (ways & bit) === 0;
    const refs = key === 'userId' || !isNew ? [carrying(who[key], isNew || key === 'phone')] : [carrying(who.userId, (ways & 1) === 0), carrying(who[key], true)]; // prettier-ignore
    known.set(n, ways | bit | (refs.length > 1 ? 1 : 0));
    const event = body(at, one, refs);
    yield { ...event, stream: 'customer' };
    const eventId = eventIdOf(event.source, event.id);
    if (one.type === 'PurchaseMade' && told % 50 === 0)
      purchases[purchases.length < 2000 ? purchases.length : below(2000)] = { eventId, data: one.data, ref: refs[0] };
    told += 1;
    if (refs.length < 2 || told >= events) continue;
    yield {
      ...linked(at, eventId, who.userId, who[key]),
      stream: 'decision',
      moved: [who[key].handle, who.userId.handle],
    };
    told += 1;
  }
};

const inFile = async (client, file, lines, copy) => {
  const at = openSync(file, 'w', 0o644);
  writeSync(at, lines.join(''));
  closeSync(at);
  chmodSync(file, 0o644);
  await client.query(`${copy} from '${file}'`);
  rmSync(file);
};

/** Fills the log and says who is who; views begin empty. @returns the last event's position and id, and how many there are */
export const fill = async (client, dir, { events, people, seed = 3 }, views) => {
  const { rows } = await client.query('select epoch from rapport_store.head');
  const placeOf = (n) => `${rows[0].epoch}-${String(n).padStart(19, '0')}`;
  const versions = new Map();
  const escaped = (text) => text.replaceAll('\\', '\\\\');
  const file = path.join(dir, 'past.copy');
  let position = 0;
  let id = null;
  let [lines, moved] = [[], []];
  const flush = async () => {
    await inFile(client, file, lines, 'copy rapport_store.events');
    await inFile(client, file, moved, 'copy rapport_read.identity_membership (handle, customer, from_position)');
    [lines, moved] = [[], []];
  };
  for (const { stream: kind, moved: joined, ...event } of story({ events, people, seed })) {
    position += 1;
    const stream = `${kind}-${event.handle}`;
    const version = (versions.get(stream) ?? 0) + 1;
    versions.set(stream, version);
    id = eventIdOf(event.source, event.id);
    const recorded = new Date(Date.UTC(2026, 0, 1) + Math.floor(position / AT_A_TIME)).toISOString();
    const text = escaped(canonicalJson(event));
    const hash = `\\\\x${createHash('sha256').update(id).digest('hex')}`;
    lines.push(`${position}\t${stream}\t${version}\t${id}\t${recorded}\t${event.type}\t${text}\t${hash}\n`);
    if (joined) moved.push(`${joined[0]}\t${joined[1]}\t${placeOf(position)}\n`);
    if (lines.length === AT_ONCE) await flush();
  }
  await flush();
  await client.query(
    `update rapport_store.head set position = $1, event_id = $2::uuid, recorded_at = (select recorded_at from
     rapport_store.events where position = $1)`,
    [position, id],
  );
  for (const { name, version } of [{ name: 'identity', version: 1 }, ...views])
    await client.query(
      `insert into rapport_read.checkpoint (projection, version, lo, hi, position, event_id, epoch, updated_at)
       values ($1, $2, 0, 255, $3, $4::uuid, 0, now())`,
      [name, version, placeOf(position), id],
    );
  await client.query('vacuum analyze rapport_store.events');
  await client.query('analyze rapport_read.identity_membership');
  return { position: placeOf(position), events: position };
};
