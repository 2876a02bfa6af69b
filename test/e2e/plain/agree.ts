type Row = Readonly<Record<string, any>>;

const partName = (part: any): string => part.as ?? (typeof part === 'string' ? part : String(Object.values(part)[0])).split('.').at(-1); // prettier-ignore
const TIMES = ['day', 'week', 'month', 'year'];
const nameOf = (part: any): string =>
  part.as ?? TIMES.find((one) => Object.hasOwn(Object(part), one)) ?? partName(part);

/** Names of the parts that rows of a definition have. */
export const partsOf = ({ by = [] }: any): readonly string[] => by.map(nameOf);

const isNear = (one: any, other: any): boolean => {
  if (typeof one !== 'number' || typeof other !== 'number') return JSON.stringify(one) === JSON.stringify(other);
  return Math.abs(one - other) <= Math.abs(other) * 0.01;
};
const isBy = (value: any): boolean => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Quantiles and medians may be 1 % off, and what is divided of them; nothing else. */
const isRough = (measures: any, name: string, inner: string): boolean => {
  const measure = measures[name].ratio ? measures[measures[name].ratio.of] : measures[name];
  return measure.quantile !== undefined || (measure.between !== undefined && inner === 'median');
};

const figuresOf = (value: any): readonly (readonly [string, any])[] =>
  isBy(value) ? Object.entries(value) : [['', value]];
const differs = (measures: any, name: string, one: any, other: any): boolean => {
  const [own, others] = [figuresOf(one), figuresOf(other)];
  if (JSON.stringify(own.map(([inner]) => inner).sort()) !== JSON.stringify(others.map(([inner]) => inner).sort())) return true; // prettier-ignore
  const wanted = new Map(others);
  return own.some(([inner, value]) => isRough(measures, name, inner) ? !isNear(value, wanted.get(inner)) : inSorted(value) !== inSorted(wanted.get(inner))); // prettier-ignore
};
/** Members in one order: canonical JSON has them in another than rows. */
const inSorted = (value: any): string =>
  JSON.stringify(value, (_, one) => (isBy(one) ? Object.fromEntries(Object.entries(one).sort()) : one));

/** Where two sets of rows of a definition say different things: the row, and what each says. Empty when they agree. */
export const disagreements = (definition: any, rows: readonly Row[], plain: readonly Row[]): readonly unknown[] => {
  const parts = partsOf(definition);
  const placeOf = (row: Row): string => JSON.stringify(parts.map((name) => row[name]));
  const wanted = new Map(plain.map((row) => [placeOf(row), row]));
  const faults = rows.flatMap((row): unknown[] => {
    const want = wanted.get(placeOf(row));
    wanted.delete(placeOf(row));
    if (want === undefined) return [{ nobodyElseHas: row }];
    const wrong = Object.keys(definition.measures).filter((name) =>
      differs(definition.measures, name, row[name], want[name]),
    );
    return wrong.map((name) => ({
      place: placeOf(row),
      name,
      measure: definition.measures[name],
      shown: row[name],
      plain: want[name],
    }));
  });
  return [...faults, ...[...wanted.values()].map((row) => ({ isMissing: row }))];
};
