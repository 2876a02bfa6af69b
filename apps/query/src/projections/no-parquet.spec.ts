import { refuseParquet } from './no-parquet';

const PARQUET = 'application/vnd.apache.parquet';

it.each<[string, object, string | undefined]>([
  ['in the query', { format: 'parquet' }, undefined],
  ['in the query, whatever is accepted', { format: 'parquet' }, 'application/json'],
  ['alone in Accept', {}, PARQUET],
  ['alone in Accept, with a weight', {}, `${PARQUET.toUpperCase()};q=0.9`],
])('Parquet %s is refused, with who writes it', (_, query, accept) => {
  expect(() => refuseParquet('calls', query, accept)).toThrow(
    expect.objectContaining({ status: 406, code: 'not-acceptable', message: expect.stringContaining('rapport export calls --format parquet') }), // prettier-ignore
  );
});

it.each<[object, string | undefined]>([
  [{ format: 'csv' }, undefined],
  [{}, undefined],
  [{}, '*/*'],
  [{}, `${PARQUET}, application/json`],
])('%j with Accept %j is answered', (query, accept) => {
  expect(() => refuseParquet('calls', query, accept)).not.toThrow();
});
