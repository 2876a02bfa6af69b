import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from './canonical';
import { checkData } from './check-data';
import { decodeEvent } from './decode-event';
import { digestLine, type GoldenBody, type GoldenEntry, goldenFaults, goldenName, isGoldenBody } from './golden-faults';
import { exampleOf } from './payload-schema';
import { typeDefinition, typeDefinitions } from './type-definition';

const folder = join(__dirname, 'golden');
const texts = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.ndjson'))
    .map((name) => [name.replace(/\.ndjson$/, ''), readFileSync(join(folder, name), 'utf8')]),
);
const digests = readFileSync(join(folder, 'digests.txt'), 'utf8').trimEnd().split('\n');
const definitions = typeDefinitions();
const entries = [...texts.values()].flatMap((text) =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as GoldenEntry),
);
const bodies = entries.filter(isGoldenBody);
const shapes = new Map(entries.flatMap((one) => (isGoldenBody(one) ? [] : [[goldenName(one), one.as]])));
const expected = (body: GoldenBody, version: number) => shapes.get(`${goldenName(body)}.as-v${version}`)!;

it('has every version of every event type as it lies in logs, unchanged', () => {
  expect(goldenFaults(texts, digests, definitions)).toEqual([]);
  expect(bodies.length).toBeGreaterThanOrEqual(2 * definitions.length);
});

it('reads each as the newest shape, and nothing but its data differs', () => {
  for (const golden of bodies) {
    const { body } = golden;
    const { version } = typeDefinition(body.type)!;
    const place = { id: goldenName(golden), position: 'p', recordedAt: 'r', stream: 's' };
    const { id: eventId, ...placed } = place;
    const shape = body.v < version ? expected(golden, version) : {};
    expect(decodeEvent({ ...place, body: canonicalJson(body) })).toEqual({ ...body, ...shape, eventId, ...placed });
  }
});

it('holds what the schema of its own version and that of the newest one ask for', () => {
  for (const golden of bodies) {
    const { body } = golden;
    const { version, schemas } = typeDefinition(body.type)!;
    for (const at of [body.v, version]) {
      const schema = schemas[at - 1]!;
      const personal = Object.entries(exampleOf(schema)).filter(([field]) => schema.properties![field]!['x-personal']);
      const data = at === body.v ? body.data : expected(golden, at).data;
      const whole = { ...Object.fromEntries(personal), ...data };
      expect([goldenName(golden), at, checkData(body.type, whole, at)]).toEqual([goldenName(golden), at, []]);
    }
  }
});

describe('finds', () => {
  const survey = typeDefinition('SurveyAnswered')!;
  const file = texts.get('SurveyAnswered')!;
  const own = digests.filter((line) => line.includes('  SurveyAnswered.'));
  const faults = (text: string, list = own, definition: Parameters<typeof goldenFaults>[2][number] = survey) =>
    goldenFaults(new Map([['SurveyAnswered', text]]), list, [definition]);
  const lines = file.split('\n').slice(0, -1);

  it('nothing where nothing is wrong', () => expect(faults(file)).toEqual([]));

  it('a type that has none', () =>
    expect(goldenFaults(new Map(), [], [{ type: 'New', version: 1, upcasts: [] }])).toEqual(
      ['full', 'least'].map((variant) => `New.v1.${variant}: missing; run npm run evolution`),
    ));

  it('a version that has none, and shapes of the older ones in it', () => {
    const next = { type: 'SurveyAnswered', version: 3, upcasts: [...survey.upcasts, (data: object) => ({ ...data })] };
    const found = faults(file, own, next);
    const wanted = ['v3.full', 'v3.least', 'v1.full.as-v3', 'v2.full.as-v3'];
    expect(found).toEqual(
      expect.arrayContaining(wanted.map((name) => `SurveyAnswered.${name}: missing; run npm run evolution`)),
    );
  });

  it('a version that was taken back', () =>
    expect(faults(file, own, { ...survey, version: 1, upcasts: [] })).toEqual(
      expect.arrayContaining(['SurveyAnswered.v2.full: withdrawn, but it lies in logs']),
    ));

  it('each line that is edited or gone, also when its digest goes with it', () => {
    for (const [index, line] of lines.entries()) {
      const name = goldenName(JSON.parse(line) as GoldenEntry);
      const edited = file.replace(line, line.replace('q1', 'q2'));
      expect(faults(edited).join('\n')).toContain(`${name}: edited, or its digest is not listed`);
      const gone = lines.filter((_, at) => at !== index).map((one) => `${one}\n`);
      expect(faults(gone.join('')).join('\n')).toContain(`${name}: its entry was edited or removed`);
      const without = own.filter((one) => !one.endsWith(`  ${name}`));
      const hidden = faults(gone.join(''), without).join('\n');
      if (/\.(full|least)(\.as|$)/.test(name)) expect(hidden).toContain(`${name}: missing`);
      expect(faults(file, without).join('\n')).toContain(`${name}: edited`);
    }
  });

  it('an upcast that gives another shape than it gave', () => {
    const broken = { ...survey, upcasts: [(data: object) => ({ ...survey.upcasts[0]!({ ...data }), scaleMin: 2 })] };
    expect(faults(file, own, broken).join('\n')).toContain('SurveyAnswered.v1.full.as-v2: the upcasts now give');
  });

  it('lines that are not canonical, twice, or in another file', () => {
    const [first] = lines as [string];
    const spaced = first.replace('{"body":', '{ "body":');
    const name = goldenName(JSON.parse(first) as GoldenEntry);
    const list = [...own.filter((one) => !one.endsWith(`  ${name}`)), digestLine(name, spaced)];
    expect(faults(file.replace(first, spaced), list)).toEqual([`${name}: not canonical JSON`]);
    expect(faults(`${file}${first}\n`).join()).toContain(`${name}: written twice`);
    expect(goldenFaults(new Map([['SurveySent', file]]), own, [survey]).join()).toContain('in the file of SurveySent');
  });
});
