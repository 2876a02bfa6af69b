import { shapes } from '@rapport/edge';

const { id, listOf, maybe, moment, named, pageOf, record, text, whole } = shapes;

const ANCHOR = named(
  'Anchor',
  record({
    format: { ...whole(), const: 1 },
    number: whole('From 1, without gaps'),
    count: whole('Events from the beginning of the log up to the one below'),
    position: text('Of the last of these events'),
    eventId: id('Of the same event'),
    recordedAt: moment('Of the same event'),
    link: text('Of the chain after that event: 64 hex digits'),
    at: moment('When the anchor was made'),
    previous: maybe(text('Hash of the anchor before; null for the first')),
    keyId: text('Of the key that signed'),
    signature: text('Ed25519 over the canonical JSON (RFC 8785) of all other members, base64url'),
  }),
);

const CHAIN = named(
  'Chain',
  record({
    anchors: whole('How many were made'),
    covered: whole('Events that they cover'),
    position: maybe(text('Of the last event that is covered')),
    exported: whole('Number of the last anchor that was written outside the database; 0 = none'),
    fault: maybe(text('What keeps anchors from going on')),
    seenAt: maybe(moment('When somebody was last at work on them')),
  }),
);

/** A page of anchors, and how far they reach. */
export const ANCHORS = pageOf('anchors', ANCHOR, { chain: CHAIN });

/** The keys that ever signed. */
export const ANCHOR_KEYS = record({
  current: maybe(text('Id of the key of the newest anchor; null before the first one')),
  keys: listOf(
    named('AnchorKey', record({ keyId: text(), publicKey: text('PEM'), since: moment() })),
    'The oldest first',
  ),
});
