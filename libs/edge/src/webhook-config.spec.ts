import { ConfigError, readConfig } from './config';

describe('where webhooks may go', () => {
  it('is public https and nothing else, unless somebody says so', () => {
    expect(readConfig({}).webhooks).toEqual({ http: false, allow: [], ports: [443, 8443], giveUpDays: 5 });
    const given = {
      RAPPORT_WEBHOOK_ALLOW: '10.1.2.0/24, 127.0.0.1,fd00:1::/32',
      RAPPORT_WEBHOOK_HTTP: 'true',
      RAPPORT_WEBHOOK_PORTS: '443,9443',
      RAPPORT_WEBHOOK_GIVE_UP_DAYS: '2',
    };
    const allow = ['10.1.2.0/24', '127.0.0.1/32', 'fd00:1::/32'];
    expect(readConfig(given).webhooks).toEqual({ http: true, allow, ports: [443, 9443], giveUpDays: 2 });
  });

  it.each(['10.0.0.0/33', '10.0.0/8', 'hooks.internal', '::1/129', 'fe80::1%eth0', '10.0.0.1/8/8', '10.0.0.1/'])(
    'is not %s',
    (range) => expect(() => readConfig({ RAPPORT_WEBHOOK_ALLOW: range })).toThrow(ConfigError),
  );

  it.each(['0', '65536', 'https', '443;80'])('is not on port %s', (ports) =>
    expect(() => readConfig({ RAPPORT_WEBHOOK_PORTS: ports })).toThrow(/PORTS/),
  );
});
