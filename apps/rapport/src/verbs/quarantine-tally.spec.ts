import { added, tallyText, type Tally } from './quarantine-tally';

const none: Tally = {
  ...{ entries: 0, accepted: 0, duplicate: 0, dismissed: 0, refused: 0, conflict: 0, unreadable: 0, forbidden: 0 },
  reasons: {},
};

describe('what became of refused input', () => {
  it('is said in words, with the reasons of what was refused again', () => {
    const one = { ...none, entries: 5, accepted: 3, refused: 2, reasons: { 'bad-data': 1, 'unknown-type': 1 } };
    const other = { ...none, entries: 2, duplicate: 1, refused: 1, reasons: { 'bad-data': 1 } };
    expect(tallyText(added(one, other))).toBe(
      '7 tried, 3 recorded, 1 there already, 3 refused again (2 × bad-data, 1 × unknown-type)',
    );
    expect(tallyText(none)).toBe('nothing of that kind is in the quarantine');
  });
});
