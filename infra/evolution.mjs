// npm run evolution: adds what is missing to libs/events/src/golden (a stored body of every version of every event type, and what it
// becomes in later versions); never changes or removes a line. `npm run evolution -- --release 1.2.0` takes the published schemas as those of
// a release; refused when they break the release before. `npm run evolution -- --forget CustomerErased` drops what is kept of a type that
// no release has had, so that it can still change. Needs no build.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
const { canonicalJson, eventIdOf, NOBODY, parseInstant, typeDefinitions } = await import('../libs/events/src/index.ts');
const { digestLine, goldenFaults, goldenName, isGoldenBody, shapesOf, VARIANTS } =
  await import('../libs/events/src/golden-faults.ts');
const { brokenSchemas } = await import('../libs/events/src/schema-compatibility.ts');

const root = new URL('..', import.meta.url);
const golden = new URL('libs/events/src/golden/', root);
const digestFile = new URL('digests.txt', golden);
const released = new URL('libs/events/src/released.json', root);
const published = new URL('docs/reference/schemas/', root);
const definitions = typeDefinitions();

const OCCURRED = '2026-11-20T16:04:05.000Z';
const cellOf = (handle, dataClass) => `1.${handle}.${dataClass}.2026Q4.${'A'.repeat(54)}`;
const sampleOf = (schema) => {
  if (schema.examples) return schema.examples[0];
  return schema.items ? [dataOf(schema.items, 'full')] : dataOf(schema, 'full');
};
const storedOf = (schema) => {
  const value = sampleOf(schema);
  return schema.format === 'date-time' ? parseInstant(value) : value;
};
const fieldsOf = (schema, variant) =>
  Object.entries(schema.properties ?? {}).filter(([field]) => variant === 'full' || schema.required?.includes(field));
const dataOf = (schema, variant) =>
  Object.fromEntries(
    fieldsOf(schema, variant)
      .filter(([, one]) => !one['x-personal'])
      .map(([field, one]) => [field, storedOf(one)]),
  );
const sealedOf = (schema, variant, handle) =>
  Object.fromEntries(
    fieldsOf(schema, variant)
      .filter(([, one]) => one['x-personal'])
      .map(([field, one]) => [field, cellOf(handle, one['x-personal'])]),
  );

/** A body as admission writes it, or as the platform writes about nobody. */
const bodyOf = ({ type, schemas, channels }, version, variant) => {
  const schema = schemas[version - 1];
  const [channel] = channels;
  const full = variant === 'full';
  const id = `${type}-${version}-${variant}`;
  const about = { channel, id, occurredAt: OCCURRED, source: `golden/${channel}`, type, v: version };
  const data = dataOf(schema, variant);
  if (channel === 'clock' || channel === 'rule')
    return { ...about, data, handle: NOBODY, handles: [], meta: { by: 'golden' }, sealed: {} };
  const handle = eventIdOf('golden', 'handle');
  const named = { handle, sealed: cellOf(handle, 'contact'), type: 'email' };
  return {
    ...about,
    ...(full && { context: { agent: 'a-17', location: 'berlin-3' } }),
    data,
    handle,
    handles: full ? [named, { handle: eventIdOf('golden', 'second'), issuer: 'pos', type: 'loyaltyCard' }] : [named],
    meta: { by: 'golden', ...(full && { correlationId: 'c-1', historical: true }) },
    sealed: { ...sealedOf(schema, variant, handle), ...(full && { '*': cellOf(handle, 'content') }) },
  };
};

const linesOf = (file) => (existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : []);

const addGolden = () => {
  mkdirSync(golden, { recursive: true });
  const digests = linesOf(digestFile);
  let added = 0;
  for (const definition of definitions) {
    const file = new URL(`${definition.type}.ndjson`, golden);
    const lines = linesOf(file);
    const names = new Set(lines.map((line) => goldenName(JSON.parse(line))));
    const add = (entry) => {
      if (names.has(goldenName(entry))) return;
      names.add(goldenName(entry));
      lines.push(canonicalJson(entry));
    };
    for (let version = 1; version <= definition.version; version += 1)
      for (const variant of VARIANTS)
        if (!names.has(`${definition.type}.v${version}.${variant}`))
          add({ body: bodyOf(definition, version, variant), variant });
    for (const entry of lines.map((line) => JSON.parse(line)).filter(isGoldenBody))
      shapesOf(entry, definition).forEach(add);
    for (const line of lines) {
      const name = goldenName(JSON.parse(line));
      // A name that is listed with another digest was edited: said below, never mended here.
      if (digests.some((one) => one.endsWith(`  ${name}`))) continue;
      digests.push(digestLine(name, line));
      added += 1;
    }
    writeFileSync(file, lines.map((line) => `${line}\n`).join(''));
  }
  digests.sort((a, b) => (a.split('  ')[1] < b.split('  ')[1] ? -1 : 1));
  writeFileSync(digestFile, digests.map((line) => `${line}\n`).join(''));
  const texts = new Map(
    readdirSync(golden)
      .filter((name) => name.endsWith('.ndjson'))
      .map((name) => [name.slice(0, -'.ndjson'.length), readFileSync(new URL(name, golden), 'utf8')]),
  );
  process.stdout.write(`${added} golden entries added\n`);
  return goldenFaults(texts, digests, definitions);
};

const release = (version) => {
  if (!/^\d+\.\d+\.\d+$/.test(version ?? '')) return ['--release needs a version such as 1.2.0'];
  const schemas = Object.fromEntries(
    readdirSync(published)
      .sort()
      .map((name) => [name.slice(0, -'.json'.length), JSON.parse(readFileSync(new URL(name, published), 'utf8'))]),
  );
  const before = existsSync(released) ? JSON.parse(readFileSync(released, 'utf8')).schemas : {};
  const faults = brokenSchemas(before, schemas);
  if (faults.length === 0) {
    const lines = Object.entries(schemas).map(
      ([name, schema]) => `    ${JSON.stringify(name)}: ${canonicalJson(schema)}`,
    );
    writeFileSync(released, `{\n  "release": "${version}",\n  "schemas": {\n${lines.join(',\n')}\n  }\n}\n`);
    process.stdout.write(`${lines.length} schemas are those of release ${version}\n`);
  }
  return faults;
};

const forget = (type) => {
  const { schemas } = JSON.parse(readFileSync(released, 'utf8'));
  if (!type || Object.hasOwn(schemas, `${type}.v1`)) return [`${type}: a release has it; add a version instead`];
  rmSync(new URL(`${type}.ndjson`, golden), { force: true });
  const rest = linesOf(digestFile).filter((line) => !line.includes(`  ${type}.v`));
  writeFileSync(digestFile, rest.map((line) => `${line}\n`).join(''));
  process.stdout.write(`forgotten: ${type}\n`);
  return [];
};

const [verb, what] = process.argv.slice(2);
const verbs = { '--release': release, '--forget': forget };
if (verb !== undefined && !Object.hasOwn(verbs, verb)) throw new Error(`${verb}: know --release and --forget only`);
const faults = verb === undefined ? addGolden() : verbs[verb](what);
for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
