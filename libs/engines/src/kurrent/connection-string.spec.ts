import { addressOf } from './connection-string';

describe('the connection string of KurrentDB', () => {
  it.each([
    [
      'esdb://db:2113?tls=false',
      'esdb://db:2113?tls=false&connectionName=rapport&nodePreference=leader&throwOnAppendFailure=true',
    ],
    [
      'kurrentdb://u:p@a,b,c',
      'esdb://u:p@a,b,c?connectionName=rapport&nodePreference=leader&throwOnAppendFailure=true',
    ],
    [
      'kurrentdb+discover://db/?connectionName=till&nodePreference=follower&throwOnAppendFailure=false',
      'esdb+discover://db?connectionName=till&nodePreference=leader&throwOnAppendFailure=true',
    ],
  ])('%s', (given, url) => {
    expect(addressOf(given)).toEqual({ url, namespace: null });
  });

  it('keeps the namespace to itself', () => {
    const { url, namespace } = addressOf('esdb://db?namespace=shop-2&tls=false');
    expect(namespace).toBe('shop-2');
    expect(url).not.toContain('namespace');
  });

  it.each(['http://db', 'esdb://', 'esdb://db?namespace=Shop', 'esdb://db?namespace=', 'esdb://db?namespace=rapport'])(
    'refuses %s',
    (given) => {
      expect(() => addressOf(given)).toThrow('the connection string of KurrentDB');
    },
  );
});
