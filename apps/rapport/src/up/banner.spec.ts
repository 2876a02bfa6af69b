import { type Started, bannerOf } from './banner';

const started: Started = {
  url: 'http://127.0.0.1:3000',
  roles: ['ingest', 'query', 'projector'],
  dataDir: '/data/rapport',
  database: 'embedded',
  adminKey: 'rk_new',
  adminKeyFile: '/data/rapport/admin.key',
  tookMs: 1_234,
};

describe('what a start prints', () => {
  it('is addresses, place of the data, the new key and a line to try', () => {
    const text = bannerOf(started);
    for (const part of [
      '1.2 s',
      '/docs',
      '/health/ready',
      '/data/rapport (embedded PostgreSQL)',
      'rk_new',
      'curl http',
    ])
      expect(text).toContain(part);
  });

  it('shows a key once, and later only where it is', () => {
    const text = bannerOf({ ...started, adminKey: null });
    expect(text).not.toContain('rk_new');
    expect(text).toContain('in /data/rapport/admin.key');
  });

  it('says that a key which is kept nowhere must be kept', () =>
    expect(bannerOf({ ...started, adminKeyFile: null, database: 'db:5432/rapport' })).toMatch(
      /rk_new[\s\S]*keep it now/,
    ));

  it('shows no API where there is none', () =>
    expect(bannerOf({ ...started, roles: ['projector'] })).not.toMatch(/API|curl/));
});
