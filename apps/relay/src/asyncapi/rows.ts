import { ROW_GONE_TYPE, ROW_TYPE } from '../kafka/rows/row-types';
import { compactedChannel, compactedHeaders, compactedMessages } from './compacted';
import { place, text } from './parts';

/** Headers of a record of a topic of rows. */
export const ROW_HEADERS = compactedHeaders('Headers of a row', {
  ce_id: text('Digest of the key, position, digest of the row: the same for a repeat'),
  ce_source: text('`rapport/projections/` and the name of the projection'),
  ce_type: { type: 'string', enum: [ROW_TYPE, ROW_GONE_TYPE] },
  ce_subject: text('The key'),
  ce_partitionkey: text('The key'),
  position: place('The row includes every event up to there; it may include later ones'),
  projectionversion: text('The version of the projection that the row is of', { pattern: '^\\d+$' }),
  gone: text('On tombstones: why there is no row', { enum: ['no-row', 'erased', 'dropped'] }),
  claimcheck: text('There when the row was too large for the topic: where to read it'),
  digest: text('With `claimcheck`: digest of the value'),
});

/** A row of a described projection. */
export const PROJECTION_ROW = {
  title: 'A row of a described projection',
  type: 'object',
  required: ['projection', 'version', 'row'],
  properties: {
    projection: text('Its name'),
    version: { type: 'integer', minimum: 1, description: 'The version that serves' },
    row: {
      type: 'object',
      description: 'Parts and measures, as `GET /v1/projections/{name}/rows` gives them',
      additionalProperties: true,
    },
  },
} as const;

/** Messages of topics of rows. */
export const rowMessages = (): Record<string, object> =>
  compactedMessages({
    headers: 'RowHeaders',
    key: text('The parts of the row by name, as JSON with sorted names; {} where there is one row'),
    one: 'row',
    present: { name: 'ProjectionRow', title: 'A row of a described projection', type: ROW_TYPE },
    gone: { name: 'ProjectionRowGone', title: 'There is no such row (any more)', type: ROW_GONE_TYPE },
    large: { name: 'RowClaimCheck', title: 'A row that is too large for the topic' },
  });

/** The topics of rows. */
export const rowChannel = (): object =>
  compactedChannel(
    Object.keys(rowMessages()),
    {
      address: 'rapport.projection-{projection}.v1',
      title: 'projection',
      description:
        'The rows of a described projection, live. Compacted: the last record of a key counts, a tombstone means that there is no such row. A new ' +
        'version of the projection is told on the same topic: its rows, and tombstones for what it has no more. One topic for each name of RAPPORT_KAFKA_PROJECTIONS.',
    },
    { parameters: { projection: { description: 'Name of the described projection' } } },
  );
