#!/usr/bin/env node
// Verifies an export for an audit (`rapport export events --for-audit`) with nothing but Node: no package, nothing of Rapport. What is
// hashed and signed, and how, is written in docs/how-to/prove-nobody-changed-history.md; this file is short so that it can be read first.
//   node verify-export.mjs --key <public key .pem> [--key …] [--anchors <file or directory>] <export.ndjson>
// Exit code: 0 intact, 1 tampered, 2 could not check.
import { createHash, createPublicKey, verify } from 'node:crypto';
import { createReadStream, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

const sha = (text) => createHash('sha256').update(text, 'utf8').digest('hex');
const GENESIS = sha('rapport/chain/1');
const next = (link, head, body) => sha(link + sha(`${head}\n${body}`));
const headOf = ({ id, stream, version, type, recordedAt }) => JSON.stringify([id, stream, version, type, recordedAt]);
/** Canonical JSON of a flat object. */
const canonical = (flat) =>
  JSON.stringify(Object.fromEntries(Object.entries(flat).sort(([a], [b]) => (a < b ? -1 : 1))));
const statement = ({ signature: _, ...signed }) => Buffer.from(canonical(signed));
const ordinalOf = (position) => position.slice(position.indexOf('-') + 1).replace(/^0+(?=\d)/, '');
const lines = (path) => createInterface({ input: createReadStream(path), crlfDelay: Infinity });
const parsed = (line) => {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
};

const complaints = [];
const complain = (text) => complaints.length < 20 && complaints.push(text);

const readKeys = (files) =>
  new Map(
    files.map((file) => {
      const key = createPublicKey(readFileSync(file));
      if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} is no Ed25519 public key`);
      const der = key.export({ type: 'spki', format: 'der' });
      return [createHash('sha256').update(der).digest('hex').slice(0, 16), key];
    }),
  );
const isSigned = (anchor, keys) => {
  const key = keys.get(anchor.keyId);
  return key !== undefined && verify(null, statement(anchor), key, Buffer.from(String(anchor.signature), 'base64url'));
};

/** The anchors that were kept outside, by number; what is not signed well is said and left out. */
const readAnchors = async (path, keys) => {
  const found = new Map();
  if (path === undefined) return found;
  const names = statSync(path).isDirectory()
    ? readdirSync(path).filter((name) => /^anchors-.*\.ndjson$/.test(name)).sort().map((name) => join(path, name)) // prettier-ignore
    : [path];
  for (const name of names)
    for await (const line of lines(name)) {
      const anchor = parsed(line);
      if (anchor?.number === undefined) continue;
      const known = found.get(anchor.number);
      if (!isSigned(anchor, keys)) complain(`the exported anchor ${anchor.number} has no good signature`);
      else if (known && canonical(known) !== canonical(anchor))
        complain(`the exported anchors hold two histories from anchor ${anchor.number} on`);
      else found.set(anchor.number, anchor);
    }
  if (found.size === 0) throw new Error(`there are no good anchors at ${path}`);
  return found;
};

/** Links of the evidence by count, and the entries from the `first` event on that are still to be compared. */
const evidenceFrom = ({ count, link }) => ({ count, link, at: new Map(), first: count + 1, entries: [] });

/** Reads the export once, links its events and its evidence, and stops at the first anchor that they do not agree with. */
const walk = async (file, outside, keys) => {
  const store = { count: 0, link: GENESIS, last: undefined };
  const told = evidenceFrom({ count: 0, link: GENESIS });
  const proven = { outside: 0, any: 0 };
  const covered = { outside: 0, any: 0 };
  const since = { outside: null, any: null };
  const marks = [...outside.values()].sort((a, b) => a.number - b.number);
  let difference;
  let before = null;
  let ended = false;

  const addInside = (anchor) => {
    if (before && (anchor.number !== before.number + 1 || anchor.previous !== sha(canonical(before))))
      complain(`the export's anchor ${anchor.number} does not follow anchor ${before.number}`);
    before = anchor;
    const kept = outside.get(anchor.number);
    if (kept)
      return void (
        canonical(kept) !== canonical(anchor) &&
        complain(`the export's anchor ${anchor.number} is not the one that was kept outside`)
      );
    if (!isSigned(anchor, keys)) return complain(`the export's anchor ${anchor.number} has no good signature`);
    const at = marks.findIndex(({ number }) => number > anchor.number);
    marks.splice(at === -1 ? marks.length : at, 0, anchor);
  };
  const addEvidence = ({ entries }) => {
    for (const entry of entries) {
      told.link = next(told.link, entry.head, entry.body);
      told.count += 1;
      told.entries.push(entry);
    }
    told.at.set(told.count, told.link);
  };
  const addEvent = (event) => {
    const head = headOf(event);
    const body = sha(event.body);
    store.count += 1;
    store.link = next(store.link, head, body);
    store.last = event;
    since.outside ??= event.recordedAt;
    since.any ??= event.recordedAt;
    const entry = told.entries[store.count - told.first];
    if (entry && (entry.head !== head || entry.body !== body)) difference ??= { event, entry, body };
  };
  /** Compares at an anchor; what is wrong, or undefined. */
  const compare = (anchor) => {
    const isOutside = outside.has(anchor.number);
    const isTold = told.at.get(anchor.count) === anchor.link;
    if (store.count !== anchor.count || store.link !== anchor.link) {
      if (isTold) return { anchor, difference: difference ?? { entry: told.entries[store.count + 1 - told.first] } };
      return { anchor, between: [(isOutside ? covered.outside : covered.any) + 1, anchor.count], count: store.count };
    }
    if (store.last.position !== ordinalOf(anchor.position)) return { anchor, moved: store.last };
    if (!isTold && told.entries.length > 0)
      complain(`the evidence does not give the link of anchor ${anchor.number}; the events do`);
    Object.assign(told, evidenceFrom(anchor));
    difference = undefined;
    for (const level of isOutside ? ['outside', 'any'] : ['any']) {
      proven[level] = anchor.number;
      covered[level] = anchor.count;
      since[level] = null;
    }
    return undefined;
  };

  for await (const line of lines(file)) {
    const [name, value] = Object.entries(parsed(line) ?? { broken: line })[0] ?? [];
    if (name === 'anchor') addInside(value);
    else if (name === 'evidence') addEvidence(value);
    else if (name === 'event') {
      addEvent(value);
      for (; marks[0]?.count === store.count; marks.shift()) {
        const wrong = compare(marks[0]);
        if (wrong) return { wrong, store, proven, covered, since };
      }
    } else if (name === 'end') ended = value.events === store.count;
    else if (name !== 'audit') throw new Error(`this is no export for an audit: ${line.slice(0, 60)}`);
  }
  if (!ended) throw new Error('the export is not whole: it does not end as one does');
  return { wrong: marks.length > 0 ? compare(marks[0]) : undefined, store, proven, covered, since };
};

/** Whether these ids are among the events, and among the evidence. */
const lookFor = async (file, ids) => {
  const found = { events: new Set(), evidence: [] };
  for await (const line of lines(file)) {
    if (!ids.some((id) => line.includes(id))) continue;
    const { event, evidence } = parsed(line) ?? {};
    if (event && ids.includes(event.id)) found.events.add(event.id);
    for (const { head } of evidence?.entries ?? []) found.evidence.push(JSON.parse(head)[0]);
  }
  return found;
};

const named = ({ id, stream, version, type, recordedAt, position }) => ({
  id,
  stream,
  version,
  type,
  recordedAt,
  position,
});
const told = ({ head, ordinal }) => {
  const [id, stream, version, type, recordedAt] = JSON.parse(head);
  return { id, stream, version, type, recordedAt, position: ordinal };
};

/** What is wrong at an anchor, in words. */
const explain = async (file, { anchor, difference, between, moved, count }) => {
  if (moved)
    return { kind: 'renumbered', event: named(moved), detail: `anchor ${anchor.number} ends at ${anchor.position}` };
  if (between) {
    const isShort = count < anchor.count;
    const detail = `events ${between[0]} to ${between[1]} do not give the link of anchor ${anchor.number}`;
    return {
      kind: isShort ? 'cut' : 'changed',
      event: null,
      between,
      detail: isShort ? `${detail}; the log ends after ${count}` : detail,
    };
  }
  const { event, entry, body } = difference;
  const recorded = told(entry);
  if (!event) return { kind: 'cut', event: recorded, detail: 'this event and all that followed it are gone' };
  if (event.id === recorded.id) {
    const parts = ['stream', 'version', 'type', 'recordedAt'].filter((part) => event[part] !== recorded[part]);
    return {
      kind: 'edited',
      event: recorded,
      detail: `not as recorded: ${[...parts, ...(body === entry.body ? [] : ['body'])].join(', ')}`,
    };
  }
  const { events, evidence } = await lookFor(file, [event.id, recorded.id]);
  const isThere = events.has(recorded.id);
  const place = evidence.indexOf(event.id) - evidence.indexOf(recorded.id);
  if (!evidence.includes(event.id))
    return isThere
      ? { kind: 'inserted', event: named(event), detail: 'it was never recorded' }
      : {
          kind: body === entry.body ? 'edited' : 'replaced',
          event: recorded,
          detail: `${event.id} stands in its place`,
        };
  if (!isThere) return { kind: 'deleted', event: recorded, detail: 'it is gone' };
  return {
    kind: 'reordered',
    event: place === 1 ? recorded : named(event),
    detail: 'it does not stand where it was recorded',
  };
};

const main = async () => {
  const options = { key: { type: 'string', multiple: true }, anchors: { type: 'string' } };
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [file] = positionals;
  if (!file || !values.key) throw new Error('usage: verify-export.mjs --key <pem> [--anchors <path>] <export.ndjson>');
  const keys = readKeys(values.key);
  const outside = await readAnchors(values.anchors, keys);
  const { wrong, store, proven, covered, since } = await walk(file, outside, keys);
  if (!wrong && proven.any === 0 && complaints.length === 0)
    throw new Error('there is no anchor: nothing can be proven');
  const first = wrong ? [await explain(file, wrong)] : [];
  const findings = [...first, ...complaints.map((detail) => ({ kind: 'evidence', event: null, detail }))];
  const report = {
    verdict: findings.length > 0 ? 'tampered' : 'intact',
    findings,
    events: store.count,
    provenBy: { exported: proven.outside, any: proven.any },
    notExported: { events: store.count - covered.outside, since: since.outside },
    notAnchored: { events: store.count - covered.any, since: since.any },
  };
  process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  process.exitCode = findings.length > 0 ? 1 : 0;
};

main().catch((error) => {
  process.stderr.write(`could not check: ${error.message}\n`);
  process.exitCode = 2;
});
