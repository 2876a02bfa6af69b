import type { Cell, Columns, Row } from './row';

/** The line that is being mapped, for what a mapping may say beside columns. */
export interface CurrentLine {
  number: number;
  /** The name that the line has for ever: what it says, and the how-many-th it is that says so. */
  id: () => string;
  /** Number of the item that an event is being made of, from 1; 0 where there is none. */
  item: number;
}

const twice = (name: string): string =>
  `the header has ${JSON.stringify(name)} twice: name all columns in format.columns, and skip the header, {"text": "{@line}", "is": "1"}`;

/** What a header of a single column may be: parted by another sign, or no header. */
const hintOf = ([first = '', ...others]: readonly string[]): string => {
  if (others.length > 0) return '';
  const sign = [';', '\t', '|', ','].find((one) => first.includes(one));
  return sign === undefined
    ? '; if the header stands in another line, say which: {"format": {"kind": "csv", "header": 3}}'
    : `; columns parted by ${JSON.stringify(sign)} need {"format": {"kind": "csv", "delimiter": ${JSON.stringify(sign)}}}`;
};

/** Where in a mapping we are; collects what is wrong there, so that one run shows all faults. */
export class Place {
  constructor(
    readonly columns: Columns,
    readonly faults: string[],
    /** IANA zone of local times that name none. */
    readonly zone: string | null,
    readonly line: CurrentLine = { number: 0, id: () => '', item: 0 },
    readonly path = '',
  ) {}

  in(step: string | number): Place {
    const path = typeof step === 'number' ? `${this.path}[${step}]` : this.path ? `${this.path}.${step}` : step;
    return new Place(this.columns, this.faults, this.zone, this.line, path);
  }

  /** The same place, where other columns can be asked for. */
  within(columns: Columns): Place {
    return new Place(columns, this.faults, this.zone, this.line, this.path);
  }

  fault(text: string): void {
    this.faults.push(`${this.path || 'the mapping'}: ${text}`);
  }

  /** The column's reader, or that of `@id`, `@line`, `@columns` or `@item`; a fault when there is none. */
  cell(name: string): Cell {
    const { line } = this;
    if (name === '@item') return () => (line.item === 0 ? '' : String(line.item));
    if (name === '@id') return () => line.id();
    if (name === '@line') return () => String(line.number);
    if (name === '@columns') return (row) => String(Object.keys(row).length);
    return this.found(this.columns.cell(name), name) ?? (() => '');
  }

  /** The reader of what a column holds, not as text; a fault when there is none. */
  raw(name: string): ((row: Row) => unknown) | null {
    return this.found(this.columns.raw(name), name);
  }

  private found<Reader>(reader: Reader | null, name: string): Reader | null {
    const { names } = this.columns;
    if (!reader)
      this.fault(`no column ${JSON.stringify(name)}; there are ${names?.join(', ') || 'none'}${hintOf(names ?? [])}`);
    if (reader && names && names.indexOf(name) !== names.lastIndexOf(name)) this.fault(twice(name));
    return reader;
  }

  /** The members of an object, or none and a fault. `known` lists what may be in it. */
  members(spec: unknown, known: readonly string[]): Readonly<Record<string, unknown>> {
    if (typeof spec !== 'object' || spec === null || Array.isArray(spec)) {
      this.fault(`must be an object of ${known.join(', ')}`);
      return {};
    }
    for (const name of Object.keys(spec))
      if (!known.includes(name)) this.in(name).fault(`is unknown here; there are ${known.join(', ')}`);
    return spec as Readonly<Record<string, unknown>>;
  }

  /** The items of a list, each with its place; none and a fault when it is no list or longer or shorter than it may be. */
  items(spec: unknown, min = 0): readonly (readonly [unknown, Place])[] {
    if (Array.isArray(spec) && spec.length >= min) return spec.map((one, index) => [one, this.in(index)] as const);
    this.fault(min > 0 ? `must be a list of at least ${min}` : 'must be a list');
    return [];
  }

  /** A text, or `fallback` and a fault. */
  text(spec: unknown, fallback = ''): string {
    if (typeof spec === 'string' && spec !== '') return spec;
    this.fault('must be a text');
    return fallback;
  }

  /** A regular expression; null and a fault when it is none. */
  pattern(spec: unknown): RegExp | null {
    try {
      return new RegExp(this.text(spec), 'u');
    } catch {
      this.fault('is no regular expression');
      return null;
    }
  }

  /** One of a list of words, the first when absent. */
  word<Word extends string>(spec: unknown, words: readonly Word[]): Word {
    if (spec === undefined) return words[0]!;
    if (!words.includes(spec as Word)) this.fault(`must be one of ${words.join(', ')}`);
    return spec as Word;
  }
}
