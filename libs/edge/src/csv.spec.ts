import { csvCell, csvLine, csvOf } from './csv';

describe('CSV', () => {
  it.each([
    ['plain', 'plain'],
    [12, '12'],
    ['-12.50', '-12.50'],
    ['+4912345', '+4912345'],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    [{ a: 1 }, '"{""a"":1}"'],
    [null, ''],
    [true, 'true'],
    ['=1+1', "'=1+1"],
    ['-2+3+cmd|x', "'-2+3+cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['\t=x', "'\t=x"],
    ['＝1+1', "'＝1+1"],
    ['=HYPERLINK("http://x","y")', '"\'=HYPERLINK(""http://x"",""y"")"'],
  ])('writes %j as %s', (value, text) => expect(csvCell(value)).toBe(text));

  it('ends lines as RFC 4180 says', () => {
    expect(csvLine(['a', 1])).toBe('a,1\r\n');
    expect(csvOf(['x', 'y'], [[1, 2]])).toBe('x,y\r\n1,2\r\n');
  });
});
