import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError, readConfig } from './config';

const faultsOf = (env: Record<string, string>): readonly string[] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    return (error as ConfigError).faults;
  }
};

describe('the configuration', () => {
  it('needs nothing', () => {
    expect(readConfig({})).toMatchObject({
      port: 3000,
      host: '127.0.0.1',
      roles: ['ingest', 'query', 'projector', 'relay'],
      databaseUrl: null,
      adminKey: null,
      zone: 'UTC',
      currency: 'EUR',
    });
  });

  it('lists all faults at once', () => {
    const faults = faultsOf({
      RAPPORT_PORT: 'http',
      RAPPORT_ROLES: 'ingest,kitchen',
      DATABASE_URL: 'mysql://x',
      RAPPORT_DEFAULT_COUNTRY: 'Germany',
      RAPPORT_ADMIN_KEY: 'secret',
      RAPPORT_ZONE: 'Mars/Olympus',
      RAPPORT_CURRENCY: 'euro',
    });
    expect(faults).toHaveLength(7);
    expect(faults.join()).toContain('RAPPORT_ROLES knows ingest, query, projector, relay, not "kitchen"');
  });

  it('never repeats a secret', () => {
    expect(faultsOf({ DATABASE_URL: 'mysql://u:hunter2@h', RAPPORT_MASTER_KEY: 'hunter2' }).join()).not.toContain(
      'hunter2',
    );
  });

  it.each(['p@ss:w/rd#', '50%', 'a/b', 'x%FF'])('says how a password like %s is written', (password) => {
    for (const name of ['DATABASE_URL', 'EVENT_STORE_URL']) {
      const [fault, ...more] = faultsOf({ [name]: `postgres://u:${password}@h:5432/d` });
      expect(more).toEqual([]);
      expect(fault).toContain('percent-encoded');
      expect(fault).not.toContain(password);
    }
    const encoded = `postgres://u:${encodeURIComponent('p@ss:w/rd#')}@h/d?sslmode=no-verify`;
    expect(readConfig({ DATABASE_URL: encoded, EVENT_STORE_URL: 'kurrentdb://a:2113,b:2113' })).toMatchObject({
      databaseUrl: encoded,
    });
  });

  it('reads secrets from files', () => {
    const dir = mkdtempSync(join(tmpdir(), 'rapport-config-'));
    const file = join(dir, 'url');
    writeFileSync(file, 'postgres://u:p@h/d\n');
    expect(readConfig({ DATABASE_URL_FILE: file }).databaseUrl).toBe('postgres://u:p@h/d');
    expect(faultsOf({ DATABASE_URL_FILE: file, DATABASE_URL: 'postgres://h/d' })[0]).toContain('both set');
    expect(faultsOf({ DATABASE_URL_FILE: join(dir, 'none') })[0]).toContain('cannot be read (ENOENT)');
    rmSync(dir, { recursive: true });
  });

  it('has the views audited unless somebody says off', () => {
    expect(readConfig({}).auditViews).toBe(true);
    expect(readConfig({ RAPPORT_AUDIT_VIEWS: 'on' }).auditViews).toBe(true);
    expect(readConfig({ RAPPORT_AUDIT_VIEWS: 'off' }).auditViews).toBe(false);
    expect(faultsOf({ RAPPORT_AUDIT_VIEWS: 'false' })).toEqual(['RAPPORT_AUDIT_VIEWS must be on or off']);
  });

  describe('of Kafka', () => {
    it('is none where no brokers are named', () => expect(readConfig({ KAFKA_TLS: 'true' }).kafka).toBeNull());

    it('has names and sizes for the topics', () =>
      expect(readConfig({ KAFKA_BROKERS: 'a:9092, b:9092' }).kafka).toEqual({
        ...{ brokers: ['a:9092', 'b:9092'], prefix: 'rapport', partitions: 12, copies: 3, tls: false, login: null },
        ...{
          purposes: {},
          projections: [],
          compareMinutes: 60,
          ingest: [{ topic: 'rapport.ingest.v1', sources: [] }],
          registry: null,
        },
      }));

    it('has purposes, by the names of their topics', () => {
      const purposes = (text: string) =>
        readConfig({ KAFKA_BROKERS: 'a:1', RAPPORT_KAFKA_PURPOSES: text }).kafka!.purposes;
      expect(purposes('newsletter, ads=Personalised advertising')).toEqual({
        newsletter: 'newsletter',
        ads: 'Personalised advertising',
      });
      for (const bad of ['News', 'a b', '=x', 'a,a', 'constructor=']) expect(() => purposes(bad)).toThrow(/PURPOSES/);
    });

    it('has described projections whose rows have topics', () => {
      const projections = (text: string) =>
        readConfig({ KAFKA_BROKERS: 'a:1', RAPPORT_KAFKA_PROJECTIONS: text }).kafka!.projections;
      expect(projections('calls-by-queue, shops,')).toEqual(['calls-by-queue', 'shops']);
      for (const bad of ['Shops', 'a b', 'a--b', '1a', 'a,a', 'x'.repeat(41)])
        expect(() => projections(bad)).toThrow(/PROJECTIONS/);
    });

    it('has topics to read, with the sources that they may bring', () => {
      const ingest = (text: string) => readConfig({ KAFKA_BROKERS: 'a:1', RAPPORT_KAFKA_INGEST: text }).kafka!.ingest;
      expect(ingest('rapport.ingest.v1, tills.v1=pos|kiosk/de')).toEqual([
        { topic: 'rapport.ingest.v1', sources: [] },
        { topic: 'tills.v1', sources: ['pos', 'kiosk/de'] },
      ]);
      expect(ingest('none')).toEqual([]);
      for (const bad of ['a b', '=pos', 'a,a', 'a=']) expect(() => ingest(bad)).toThrow(/INGEST/);
    });

    it('may have a schema registry, with a login of its own', () => {
      const registry = (env: Record<string, string>) => readConfig({ KAFKA_BROKERS: 'a:1', ...env }).kafka!.registry;
      const url = { RAPPORT_SCHEMA_REGISTRY_URL: 'https://registry:8081/apis/ccompat/v7/' };
      expect(registry(url)).toEqual({ url: 'https://registry:8081/apis/ccompat/v7', login: null });
      const login = { RAPPORT_SCHEMA_REGISTRY_USERNAME: 'u', RAPPORT_SCHEMA_REGISTRY_PASSWORD: 'p' };
      expect(registry({ ...url, ...login })?.login).toEqual({ username: 'u', password: 'p' });
    });

    it('may have a login', () =>
      expect(
        readConfig({ KAFKA_BROKERS: 'a:9092', KAFKA_TLS: 'true', KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p' }).kafka,
      ).toMatchObject({ tls: true, login: { mechanism: 'scram-sha-512', username: 'u', password: 'p' } }));

    it.each([
      ['KAFKA_BROKERS', 'localhost'],
      ['RAPPORT_KAFKA_PREFIX', 'My_Topics'],
      ['RAPPORT_KAFKA_PARTITIONS', '0'],
      ['KAFKA_SASL', 'oauth'],
      ['KAFKA_USERNAME', 'alone'],
      ['RAPPORT_SCHEMA_REGISTRY_URL', 'registry:8081'],
      ['RAPPORT_SCHEMA_REGISTRY_URL', 'https://u:p@registry'],
      ['RAPPORT_SCHEMA_REGISTRY_PASSWORD', 'alone'],
    ])('does not take %s=%s', (name, value) =>
      expect(faultsOf({ KAFKA_BROKERS: 'a:9092', [name]: value })).toEqual([expect.stringContaining(name)]),
    );
  });
});
