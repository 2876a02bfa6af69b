/** A schema that a test may change. */
export type Loose = Record<string, unknown> & {
  properties?: Record<string, Loose>;
  required?: string[];
  items?: Loose;
};

/** A field of a schema, at any depth, and the object that it is a field of. */
export interface Site {
  readonly path: string;
  readonly name: string;
  readonly owner: Loose;
  readonly field: Loose;
}

/** Every field of a schema, parts of parts included. */
export const sitesOf = (owner: Loose, path: string): readonly Site[] =>
  Object.entries(owner.properties ?? {}).flatMap(([name, field]) => [
    { path: `${path}.${name}`, name, owner, field },
    ...sitesOf(field, `${path}.${name}`),
    ...(field.items ? sitesOf(field.items, `${path}.${name}[]`) : []),
  ]);

/** A change at a field: where it can be made, and how. */
export interface Mutation {
  readonly fits: (site: Site) => boolean;
  readonly make: (site: Site) => void;
}
const mutation = (fits: Mutation['fits'], make: Mutation['make']): Mutation => ({ fits, make });
const always = (): boolean => true;
const isRequired = ({ owner, name }: Site) => owner.required?.includes(name) ?? false;
const has = (keyword: string) => (site: Site) => site.field[keyword] !== undefined;
const lacks = (keyword: string) => (site: Site) => site.field[keyword] === undefined;
const set = (keyword: string, value: unknown) => (site: Site) => void (site.field[keyword] = value);
const drop = (keyword: string) => (site: Site) => void delete site.field[keyword];
const shift = (keyword: string, by: number) => (site: Site) =>
  void (site.field[keyword] = Number(site.field[keyword]) + by);
const unrequire = ({ owner, name }: Site) => void (owner.required = owner.required!.filter((one) => one !== name));
const demand = ({ owner, name }: Site) => void (owner.required = [...(owner.required ?? []), name]);
const kindsOf = ({ field }: Site) => (field['type'] === undefined ? [] : [field['type']].flat().map(String));
const UPPER = ['maximum', 'maxLength', 'maxItems'];
const LOWER = ['minimum', 'minLength', 'minItems'];
const FIXED = ['format', 'pattern', 'x-unit', 'x-personal'];
/** Nobody uses them yet: what the checker has never heard of is no harmless change. */
const UNHEARD = ['const', 'multipleOf', 'not', 'dependentRequired'];

const each = (names: readonly string[], make: (name: string) => Readonly<Record<string, Mutation>>) =>
  Object.assign({}, ...names.map(make)) as Readonly<Record<string, Mutation>>;

/** Changes that break senders or readers. */
export const breaking: Readonly<Record<string, Mutation>> = {
  'field removed': mutation(always, (site) => {
    delete site.owner.properties![site.name];
    if (isRequired(site)) unrequire(site);
  }),
  'field renamed': mutation(always, (site) => {
    delete site.owner.properties![site.name];
    site.owner.properties![`${site.name}New`] = site.field;
    if (isRequired(site)) unrequire(site);
  }),
  'field newly required': mutation((site) => !isRequired(site), demand),
  'field no longer required': mutation(isRequired, unrequire),
  'another type': mutation(
    (site) => kindsOf(site).length > 0,
    (site) => set('type', kindsOf(site).includes('boolean') ? 'string' : 'boolean')(site),
  ),
  'type gone': mutation(has('type'), drop('type')),
  'null allowed': mutation(
    (site) => kindsOf(site).length > 0 && !kindsOf(site).includes('null'),
    (site) => set('type', [...kindsOf(site), 'null'])(site),
  ),
  'null no longer allowed': mutation(
    (site) => kindsOf(site).includes('null'),
    (site) => set('type', 'string')(site),
  ),
  'whole numbers only': mutation((site) => kindsOf(site).includes('number'), set('type', 'integer')),
  'fractions too': mutation((site) => kindsOf(site).includes('integer'), set('type', 'number')),
  'word removed': mutation(has('enum'), (site) => set('enum', (site.field['enum'] as unknown[]).slice(1))(site)),
  'words listed': mutation(lacks('enum'), set('enum', ['only'])),
  'words no longer listed': mutation(has('enum'), drop('enum')),
  'other members forbidden': mutation(always, ({ owner }) => void (owner['additionalProperties'] = false)),
  'other members of one kind': mutation(always, ({ owner }) => void (owner['additionalProperties'] = { type: 'null' })),
  'items told': mutation(lacks('items'), set('items', { type: 'string' })),
  'items no longer told': mutation(has('items'), drop('items')),
  ...each(UPPER, (keyword) => ({
    [`${keyword} lowered`]: mutation(has(keyword), shift(keyword, -1)),
    [`${keyword} set`]: mutation(lacks(keyword), set(keyword, 7)),
  })),
  ...each(LOWER, (keyword) => ({
    [`${keyword} raised`]: mutation(has(keyword), shift(keyword, 1)),
    [`${keyword} set`]: mutation(lacks(keyword), set(keyword, 7)),
  })),
  ...each(FIXED, (keyword) => ({
    [`${keyword} changed`]: mutation(has(keyword), set(keyword, 'other')),
    [`${keyword} set`]: mutation(lacks(keyword), set(keyword, 'some')),
    [`${keyword} gone`]: mutation(has(keyword), drop(keyword)),
  })),
  ...each(UNHEARD, (keyword) => ({ [`${keyword} set`]: mutation(lacks(keyword), set(keyword, 'some')) })),
};

const added = (field: object) => (site: Site) =>
  void (site.owner.properties![`${site.name}${Object.keys(site.owner.properties!).length}`] = { ...field });

/** Changes that break nobody. */
export const harmless: Readonly<Record<string, Mutation>> = {
  'optional field added': mutation(always, added({ type: 'string', maxLength: 9 })),
  'optional personal field added': mutation(always, added({ type: 'string', 'x-personal': 'contact' })),
  'word added': mutation(has('enum'), (site) => {
    const words = site.field['enum'] as unknown[];
    set('enum', [...words, `new word ${words.length}`])(site);
  }),
  'other words about it': mutation(always, set('description', 'said better')),
  'other examples': mutation(always, set('examples', ['another'])),
  'words searched': mutation(has('x-personal'), set('x-searchable', true)),
  'order of required fields': mutation(
    ({ owner }) => (owner.required?.length ?? 0) > 1,
    ({ owner }) => void owner.required!.reverse(),
  ),
  'other members expressly allowed': mutation(
    ({ owner }) => owner['additionalProperties'] === undefined,
    ({ owner }) => void (owner['additionalProperties'] = true),
  ),
  ...each(UPPER, (keyword) => ({
    [`${keyword} raised`]: mutation(has(keyword), shift(keyword, 1)),
    [`${keyword} gone`]: mutation(has(keyword), drop(keyword)),
  })),
  ...each(LOWER, (keyword) => ({
    [`${keyword} lowered`]: mutation(has(keyword), shift(keyword, -1)),
    [`${keyword} gone`]: mutation(has(keyword), drop(keyword)),
  })),
};
