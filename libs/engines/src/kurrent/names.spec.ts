import { namesOf, typeFromServer, typeToServer } from './names';

const NAMES = ['customer-1', '$all', '~', '~x', '~~', '~$', '$~$', 'rapport', '~rapport', '~shop~customer-1', ' ', 'é'];

describe('names in KurrentDB', () => {
  it.each([null, 'shop'])(
    'come back as they were, all different, and none is the server’s (namespace %s)',
    (namespace) => {
      const { toServer, fromServer, epochStream } = namesOf(namespace);
      const there = NAMES.map(toServer);
      expect(there.map(fromServer)).toEqual(NAMES);
      expect(new Set(there).size).toBe(NAMES.length);
      expect(there.filter((name) => name.startsWith('$'))).toEqual([]);
      expect(there).not.toContain(epochStream);
    },
  );

  it('of one namespace are not those of another', () => {
    const spaces = [null, 'shop', 'shop-2'].map(namesOf);
    for (const one of spaces)
      for (const other of spaces)
        if (one !== other) {
          expect(NAMES.map(one.toServer).map(other.fromServer)).toEqual(NAMES.map(() => null));
          expect(other.fromServer(one.epochStream)).toBeNull();
        }
  });

  it('types come back as they were, and none is the server’s', () => {
    expect(NAMES.map(typeToServer).map(typeFromServer)).toEqual(NAMES);
    expect(NAMES.map(typeToServer).filter((name) => name.startsWith('$'))).toEqual([]);
  });
});
