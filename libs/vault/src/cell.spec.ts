import { DATA_CLASSES } from '@rapport/events';
import fc from 'fast-check';
import { cellKey } from './cell-key';
import { cellClass, cellHandle, cellParts, openCell, sealCell } from './cell';
import { quarterOf } from './quarter';
import { hmacKey } from './hmac';
import { random } from './random';

const key = random(32);
const open = (cell: string, by = key): unknown => openCell(by, cellParts(cell)!);
const opens = (cell: string): boolean => {
  const parts = cellParts(cell);
  if (!parts) return false;
  try {
    openCell(key, parts);
    return true;
  } catch {
    return false;
  }
};
const someone = fc.uuid({ version: 4 });

describe('a sealed cell', () => {
  it('gives back any JSON value, and says whose it is without being opened', () =>
    fc.assert(
      fc.property(someone, fc.constantFrom(...DATA_CLASSES), fc.jsonValue(), (handle, dataClass, value) => {
        const cell = sealCell(key, handle, dataClass, '2026Q4', value);
        expect(open(cell)).toEqual(JSON.parse(JSON.stringify(value)));
        expect([cellHandle(cell), cellClass(cell)]).toEqual([handle, dataClass]);
      }),
    ));

  it('does not show what it holds, nor that two hold the same', () => {
    const [one, other] = [1, 2].map(() => sealCell(key, crypto.randomUUID(), 'contact', '2026Q4', 'li@example.com'));
    expect(one).not.toContain(Buffer.from('li@example').toString('base64url'));
    expect(one!.split('.').at(-1)).not.toBe(other!.split('.').at(-1));
  });

  it('is noticed when any one character is changed, added or removed', () => {
    const cell = sealCell(key, crypto.randomUUID(), 'content', '2026Q4', { note: 'call back' });
    for (let at = 0; at < cell.length; at += 1) {
      for (const other of 'a0.-_Z'.replace(cell[at]!, '')) {
        expect(opens(cell.slice(0, at) + other + cell.slice(at + 1))).toBe(false);
      }
      expect(opens(cell.slice(0, at) + cell.slice(at + 1))).toBe(false);
    }
    expect(opens(`${cell}A`)).toBe(false);
    expect(opens(cell)).toBe(true);
  });

  it("can't be passed off as another handle's, class's or quarter's, even under one key", () => {
    const handle = crypto.randomUUID();
    const cell = sealCell(key, handle, 'contact', '2026Q4', 'x');
    expect(opens(cell.replace(handle, crypto.randomUUID()))).toBe(false);
    expect(opens(cell.replace('contact', 'content'))).toBe(false);
    expect(opens(cell.replace('2026Q4', '2026Q3'))).toBe(false);
  });

  it('has one text: the unused bits of the last character are no second one', () => {
    const cell = sealCell(key, crypto.randomUUID(), 'contact', '2026Q4', 'xx');
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twins = [...alphabet].map((last) => cell.slice(0, -1) + last).filter(opens);
    expect(twins).toEqual([cell]);
  });

  it('needs a JSON value', () => {
    expect(() => sealCell(key, crypto.randomUUID(), 'contact', '2026Q4', undefined)).toThrow(TypeError);
  });

  it.each(['', 'x', '1.x.contact.2026Q4.AAAA', `1.${crypto.randomUUID()}.secret.2026Q4.AAAA`])('is not %j', (text) => {
    expect(cellParts(text)).toBeNull();
    expect([cellHandle(text), cellClass(text)]).toEqual([null, null]);
  });
});

describe('the key of cells', () => {
  it('is HKDF-SHA-256 (RFC 5869) of the two secrets', async () => {
    const { hkdfSync } = await import('node:crypto');
    const [owner, quarter] = [random(32), random(32)];
    expect(cellKey(owner, hmacKey(quarter))).toEqual(
      Buffer.from(hkdfSync('sha256', owner, quarter, 'rapport/cell/1', 32)),
    );
  });

  it('differs with either secret', () => {
    const [one, two, three] = [random(32), random(32), random(32)];
    const keys = [
      [one, two],
      [one, three],
      [three, two],
      [two, one],
    ].map(([a, b]) => cellKey(a!, hmacKey(b!)));
    expect(new Set(keys.map((each) => each.toString('hex'))).size).toBe(4);
  });
});

describe('the quarter of a moment', () => {
  it.each([
    ['2026-01-01T00:00:00.000Z', '2026Q1'],
    ['2026-03-31T23:59:59.999Z', '2026Q1'],
    ['2026-04-01T00:00:00.000Z', '2026Q2'],
    ['2026-09-30T23:59:59.999Z', '2026Q3'],
    ['2026-12-31T23:59:59.999Z', '2026Q4'],
  ])('of %s is %s', (at, quarter) => expect(quarterOf(at)).toBe(quarter));

  it('agrees with the calendar', () =>
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date('2199-12-31'), noInvalidDate: true }), (date) => {
        expect(quarterOf(date.toISOString())).toBe(
          `${date.getUTCFullYear()}Q${Math.floor(date.getUTCMonth() / 3) + 1}`,
        );
      }),
    ));

  it.each(['', '2026', '2026-13-01T00:00:00.000Z', '2026-11-20T17:04:05+01:00'])('refuses %j', (at) =>
    expect(() => quarterOf(at)).toThrow(RangeError),
  );
});
