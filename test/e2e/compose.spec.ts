import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RUN_ROLES, readConfig } from '@rapport/edge';
import { type ComposeEntry, composeFile, sizeOf } from './compose';

const root = join(__dirname, '../..');
const SECRETS = { POSTGRES_PASSWORD: 'a'.repeat(32), RAPPORT_MASTER_KEY: 'ab'.repeat(32) };
const SIZES = {
  small: ['postgres', 'rapport'],
  medium: ['ingest', 'kafka-1', 'postgres', 'projector', 'query', 'relay', 'routes'],
  large: ['ingest', 'kafka-1', 'kafka-2', 'kafka-3', 'kurrentdb', 'postgres', 'projector', 'query', 'relay', 'routes'],
};
const FIELDS = new Set(
  [
    'image',
    'build',
    'restart',
    'stop_grace_period',
    'volumes',
    'depends_on',
    'profiles',
    'environment',
    'ports',
  ].concat(['entrypoint', 'command', 'deploy', 'healthcheck']),
);
const isOurs = ([, { image }]: [string, ComposeEntry]): boolean => image === 'rapport';

describe.each(Object.entries(SIZES))('docker-compose.yml, size %s', (size, names) => {
  const { document, started } = composeFile({ ...SECRETS, ...sizeOf(size) });
  const services = Object.entries(started);

  it('starts the services of this size', () => expect(Object.keys(started).sort()).toEqual(names));

  it('uses known fields, waits for services that have health checks, and mounts volumes that exist', () => {
    const dockerfile = readFileSync(join(root, 'infra/Dockerfile'), 'utf8');
    for (const [name, service] of services) {
      expect([name, Object.keys(service).filter((field) => !FIELDS.has(field))]).toEqual([name, []]);
      for (const [other, { condition, required = true }] of Object.entries<any>(service['depends_on'] ?? {})) {
        expect(Object.keys(document.services)).toContain(other);
        expect([name, other, required && !started[other]]).toEqual([name, other, false]);
        const checked = document.services[other];
        const isChecked =
          checked.healthcheck !== undefined || (checked.image === 'rapport' && /^HEALTHCHECK/m.test(dockerfile));
        expect([other, condition, isChecked]).toEqual([other, 'service_healthy', true]);
      }
      for (const volume of service['volumes'] ?? [])
        expect(Object.keys(document.volumes)).toContain(volume.split(':')[0]);
    }
  });

  it('gives each process a configuration that it starts with, and each role a process', () => {
    const roles = services.filter(isOurs).flatMap(([name, { environment }]) => {
      if (name === 'routes') return [];
      const config = readConfig(environment);
      expect(config.databaseUrl).toContain('@postgres:5432/');
      expect([name, config.eventStoreUrl !== null]).toEqual([name, size === 'large']);
      return [...config.roles];
    });
    expect(roles.sort()).toEqual([...RUN_ROLES].sort());
  });

  it('says where other services are by the names that they have', () => {
    const hosts = services.flatMap(([, { environment = {} }]) =>
      Object.values(environment).flatMap((text) =>
        [...String(text).matchAll(/([a-z][a-z0-9-]*):(?:3000|5432|9092|9093|2113)\b/g)].map(([, host]) => host!),
      ),
    );
    expect(hosts.length).toBeGreaterThan(0);
    for (const host of hosts) expect(Object.keys(started)).toContain(host);
  });

  it('publishes one port, on this machine only', () => {
    const ports = services.flatMap(([, { ports: published = [] }]) => published as string[]);
    expect(ports).toEqual(['127.0.0.1:3000:3000']);
  });
});

describe('docker-compose.yml', () => {
  it('does not start without a password and a master key', () => {
    for (const name of Object.keys(SECRETS))
      expect(() => composeFile({ ...SECRETS, [name]: '', ...sizeOf('small') })).toThrow(name);
  });

  it('agrees with itself on brokers, voters and copies', () => {
    const { started } = composeFile({ ...SECRETS, ...sizeOf('large') });
    const brokers = Object.entries(started).filter(([name]) => name.startsWith('kafka-'));
    const ids = brokers.map(([, { environment }]) => String(environment['KAFKA_NODE_ID']));
    for (const [name, { environment }] of brokers) {
      expect(environment['KAFKA_ADVERTISED_LISTENERS']).toBe(`PLAINTEXT://${name}:9092`);
      const voters = environment['KAFKA_CONTROLLER_QUORUM_VOTERS']!.split(',');
      expect(voters).toEqual(ids.map((id) => `${id}@kafka-${id}:9093`));
      expect(environment['KAFKA_DEFAULT_REPLICATION_FACTOR']).toBe(String(brokers.length));
    }
  });

  it('finds in the image what its services run', () => {
    const dockerfile = readFileSync(join(root, 'infra/Dockerfile'), 'utf8');
    const copied = [...dockerfile.matchAll(/^COPY --from=build \/rapport\/(\S+) (\S+)$/gm)];
    expect(copied.map(([, from]) => from)).toEqual(
      expect.arrayContaining(['dist', 'infra/routes.mjs', 'docs/reference/http.md', 'apps/rapport/bin']),
    );
    for (const [, from] of copied)
      if (!['dist', 'node_modules'].includes(from!))
        expect([from, existsSync(join(root, from!))]).toEqual([from, true]);
  });
});
