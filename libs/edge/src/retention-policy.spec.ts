import { readConfig } from './config';
import { parseRetention } from './retention-policy';

describe('how long personal data is kept', () => {
  it('is read in months and years, by class', () => {
    expect(parseRetention('content=3y, behaviour=14m')).toEqual({ content: 36, behaviour: 14 });
    expect(parseRetention(null)).toEqual({});
  });

  it.each([
    'content',
    'content=3',
    'content=0y',
    'content=-1y',
    'texts=3y',
    'content=101y',
    'content=3y,content=1y',
    ',',
    '__proto__=3y',
  ])('is not %s', (text) => {
    expect(typeof parseRetention(text)).toBe('string');
    expect(() => readConfig({ RAPPORT_RETENTION: text })).toThrow('RAPPORT_RETENTION');
  });
});

describe('the configuration of erasures', () => {
  it('needs one person, lets nobody come again out of the past, and keeps the ledger in the data directory', () => {
    expect(readConfig({ RAPPORT_DATA_DIR: '/data' })).toMatchObject({
      erasureApprovals: 1,
      suppress: 'past',
      erasureLedger: '/data/erasures.ndjson',
      backupDays: null,
      retention: {},
    });
  });

  it.each([
    ['RAPPORT_ERASURE_APPROVALS', '3'],
    ['RAPPORT_SUPPRESS', 'some'],
    ['RAPPORT_BACKUP_DAYS', '-1'],
  ])('refuses %s=%s', (name, value) => expect(() => readConfig({ [name]: value })).toThrow(name));
});
