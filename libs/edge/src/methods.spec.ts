import { Methods } from './methods';

describe('methods of a path', () => {
  const methods = new Methods();
  for (const [method, url] of [
    ['GET', '/v1/keys'],
    ['POST', '/v1/keys'],
    ['GET', '/v1/keys'],
    ['DELETE', '/v1/keys/:id'],
    ['POST', '/v1/:thing/all'],
    ['GET', '/docs/*'],
    ['GET', '/openapi.json'],
  ] as const) {
    methods.add(method, url);
  }

  it.each([
    ['/v1/keys', ['GET', 'POST']],
    ['/v1/keys/1', ['DELETE']],
    ['/v1/keys/all', ['DELETE', 'POST']],
    ['/docs/a/b.css', ['GET']],
    ['/openapi.json', ['GET']],
    ['/openapi-json', []],
    ['/v1/keys/', []],
    ['/v1/keys/1/2', []],
    ['/v1', []],
  ])('are known: %s', (path, expected) => expect(methods.at(path)).toEqual(expected));
});
