import { type ReadLine, formatOf, readRows } from './read-rows';
import { columnsOfHeader, columnsOfObjects } from './row';

const bytes = async function* (text: string | Uint8Array, size = 7): AsyncGenerator<Uint8Array> {
  const all = typeof text === 'string' ? Buffer.from(text) : text;
  for (let at = 0; at < all.length; at += size) yield all.subarray(at, at + size);
};
const read = async (text: string | Uint8Array, format: unknown = {}, name = 'x.csv', size = 7) => {
  const { columns, lines } = await readRows(bytes(text, size), formatOf({ format }, name));
  const all: ReadLine[] = [];
  for await (const line of lines) all.push(line);
  return { names: columns.names, all };
};

describe('a delimited file', () => {
  it('has a header, and lines with the numbers that an editor shows', async () => {
    const { names, all } = await read('\ufeffa,b\r\n1,"x\ny"\n\n2,z\n');
    expect(names).toEqual(['a', 'b']);
    expect(all).toEqual([
      { number: 2, row: ['1', 'x\ny'] },
      { number: 5, row: ['2', 'z'] },
    ]);
  });

  it('may say what parts its columns in a line before the header, as spreadsheets do', async () => {
    const format = { kind: 'csv', delimiter: ';' };
    const { names, all } = await read('\ufeffsep=;\r\na;b\r\n1;2\r\n', format);
    expect([names, all]).toEqual([['a', 'b'], [{ number: 3, row: ['1', '2'] }]]);
    expect((await read('sep=,\na,b\n1,2\n')).names).toEqual(['a', 'b']);
    await expect(read('sep=;\na;b\n1;2\n')).rejects.toThrow(/parted by ";": say so in the mapping/);
    expect((await read('sep\n1\n')).names).toEqual(['sep']);
  });

  it('may have its header in another line; what stands above is not of the table', async () => {
    const text = '# Report\n"two\nlines",x\n\na,b\n1,2\n';
    const { names, all } = await read(text, { kind: 'csv', header: 5 });
    expect([names, all]).toEqual([['a', 'b'], [{ number: 6, row: ['1', '2'] }]]);
    await expect(read(text, { kind: 'csv', header: 4 })).rejects.toThrow(
      'line 4, which is named as the header, is blank',
    );
    await expect(read(text, { kind: 'csv', header: 99 })).rejects.toThrow('the file has no header line');
    expect(() => formatOf({ format: { kind: 'csv', header: 0 } }, 'x')).toThrow('header: must be the number of a line');
    expect(() => formatOf({ format: { kind: 'csv', header: 2, columns: ['a'] } }, 'x')).toThrow(
      'cannot be had with columns',
    );
  });

  it('passes lines over that have nothing but delimiters, however many', async () => {
    const { all } = await read('a,b,c\n,,\n , ,\t\n1,,\n,\n"",,,,\n2,3,4\n,,');
    expect(all).toEqual([
      { number: 4, row: ['1', '', ''] },
      { number: 7, row: ['2', '3', '4'] },
    ]);
  });

  it('keeps quotes in the middle of a field, and bad line lengths for the mapper', async () => {
    const { all } = await read('a,b\n1,RECORD FRAME 7" SIZE\n1\n"LETTER ""D""",2\n');
    expect(all.map((line) => 'row' in line && line.row)).toEqual([
      ['1', 'RECORD FRAME 7" SIZE'],
      ['1'],
      ['LETTER "D"', '2'],
    ]);
  });

  it('may have tabs, names of its own and another encoding', async () => {
    expect((await read('a\tb\n1\t"\n', {}, 'x.tsv.gz')).all).toEqual([{ number: 2, row: ['1', '"'] }]);
    expect(await read('1;2\n', { kind: 'csv', delimiter: ';', columns: ['a', 'b'] })).toEqual({
      names: ['a', 'b'],
      all: [{ number: 1, row: ['1', '2'] }],
    });
    const latin = await read(Buffer.from('a\nM\xfcller\n', 'latin1'), { encoding: 'windows-1252' });
    expect(latin.all).toEqual([{ number: 2, row: ['Müller'] }]);
  });

  it('that is empty, or has a quote that is never closed, is said to be so', async () => {
    await expect(read('')).rejects.toThrow(/no header/);
    await expect(read('a\n1\n"x\ny\n')).rejects.toThrow(
      'the record that begins in line 3 has a quote that is never closed',
    );
  });

  it('of UTF-16 without its mark is said to be so', async () => {
    await expect(read(Buffer.from('a,b\n1,2\n', 'utf16le'))).rejects.toThrow('UTF-16 without its mark');
  });

  it('is read up to the place where it is broken', async () => {
    const seen: ReadLine[] = [];
    const { lines } = await readRows(
      bytes(`a\n1\n"${`${'x'.repeat(99_999)}\n`.repeat(43)}`, 4_096),
      formatOf({}, 'x.csv'),
    );
    const all = async (): Promise<void> => {
      for await (const line of lines) seen.push(line);
    };
    await expect(all()).rejects.toThrow('the record that begins in line 3 is too long; a quote may never be closed');
    expect(seen).toEqual([{ number: 2, row: ['1'] }]);
  }, 30_000);

  it('in another encoding than it says has faults, and no broken names; UTF-16 is known by its mark', async () => {
    const { all } = await read(Buffer.from('a\nM\xfcller\nMeier\n', 'latin1'));
    expect(all).toEqual([
      {
        number: 2,
        fault: expect.stringMatching(/not UTF-8.*windows-1252/),
        text: 'M\ufffdller',
        refused: ['M\uffffller'],
      },
      { number: 3, row: ['Meier'] },
    ]);
    expect((await read('a\nM\ufffdller\n', { encoding: 'utf-8' })).all).toEqual([{ number: 2, row: ['M\ufffdller'] }]);
    // What another program has spoilt before is UTF-8 by now; nothing here could bring it back.
    expect((await read('a\nM\ufffdller\n')).all).toEqual([{ number: 2, row: ['M\ufffdller'] }]);
    const wide = await read(Buffer.from('\ufeffa;b\nMüller;2\n', 'utf16le'), { delimiter: ';' });
    expect(wide).toEqual({ names: ['a', 'b'], all: [{ number: 2, row: ['Müller', '2'] }] });
  });

  it('with one endless line loses that line and no other', async () => {
    const { all } = await read(`a,b\n1,"${'x'.repeat(1_100_000)}"\n2,y\n`, {}, 'x.csv', 65_536);
    expect(all).toEqual([
      { number: 2, fault: 'the line is too long', text: expect.stringMatching(/^1,x+$/), refused: expect.any(Array) },
      { number: 3, row: ['2', 'y'] },
    ]);
  });
});

describe('a file of objects', () => {
  it('has a line each; what is no JSON is a fault of that line alone', async () => {
    const { names, all } = await read('{"a":1}\n\nnope\n{"a":2}', {}, 'x.ndjson');
    const latin = await read(Buffer.from('{"a":"\xfc"}\n', 'latin1'), {}, 'x.ndjson');
    expect(latin.all).toEqual([{ number: 1, fault: expect.stringContaining('not UTF-8'), text: '{"a":"\ufffd"}' }]);
    expect(names).toBeNull();
    expect(all).toEqual([
      { number: 1, row: { a: 1 } },
      { number: 3, fault: 'the line is not JSON', text: 'nope' },
      { number: 4, row: { a: 2 } },
    ]);
  });
});

it('one JSON text in a file of objects is told how to become lines', async () => {
  const { all } = await read('[\n  {"a":1},\n  {\n"a":2}\n]', {}, 'x.ndjson');
  const begun = expect.stringContaining('jq -c ".[]"');
  expect(all).toEqual([
    { number: 1, fault: begun, text: '[' },
    { number: 2, fault: 'the line is not JSON', text: '  {"a":1},' },
    { number: 3, fault: begun, text: '  {' },
    { number: 4, fault: 'the line is not JSON', text: '"a":2}' },
    { number: 5, fault: 'the line is not JSON', text: ']' },
  ]);
  expect(columnsOfObjects().fault([{ a: 1 }] as never)).toMatch(/is a list.*jq -c/);
  expect(columnsOfObjects().fault({ a: 1 })).toBeNull();
});

it('a line may be short of columns that have no name, not of others', () => {
  const { fault } = columnsOfHeader(['no', '', 'amount', ' ', '']);
  expect(fault(['1', 'x', '2.00'])).toBeNull();
  expect(fault(['1', 'x', '2.00', '', '', ''])).toBeNull();
  expect(fault(['1', 'x'])).toBe('the line has 2 columns, the header 5');
  expect(fault(['1', 'x', '2.00', '', '', 'y'])).toBe('the line has 6 columns, the header 5');
});

it('a format that nobody knows is refused with what there is', () => {
  expect(() => formatOf({}, 'x.xlsx')).toThrow(/name a kind/);
  expect(() => formatOf({ format: { kind: 'csv', encoding: 'klingon' } }, 'x')).toThrow(/format\.encoding/);
});
