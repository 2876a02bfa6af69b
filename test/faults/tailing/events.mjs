/** Writers that share one process, and so one lane of the engine. */
export const WRITERS_PER_PROCESS = 4;

/** Which event of which life of which writer: an id that says so, and so is found without a list. */
export const idOf = (writer, life, n) => `${hex(writer, 4)}${hex(life, 4)}-0000-4000-8000-${hex(n, 12)}`;

const hex = (value, digits) => value.toString(16).padStart(digits, '0');

/** The next events of a writer. */
export const eventsOf = ({ writer, life, from, count }) =>
  Array.from({ length: count }, (_, i) => ({
    id: idOf(writer, life, from + i),
    type: 'PurchaseMade',
    body: `{"n":${from + i},"pad":"${'x'.repeat((writer * 31 + from) % 300)}"}`,
    fingerprint: '',
  }));
