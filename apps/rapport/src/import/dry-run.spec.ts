import { dryRun } from './dry-run';
import type { SourceFile } from './source-file';

const fileOf = (text: string): SourceFile => ({
  ...{ path: 'tickets.csv', name: 'tickets.csv', zipped: false },
  format: {
    kind: 'delimited',
    delimiter: ',',
    quote: '"',
    columns: null,
    header: 1,
    encoding: 'utf-8',
    supposed: true,
  },
  open: async function* () {
    yield Buffer.from(text);
  },
});
const mapping = {
  ...{ source: 'desk', channel: { map: { Chat: 'chat', Phone: 'call' }, of: '{via}' }, zone: 'UTC' },
  events: [
    {
      type: 'ChatStarted',
      occurredAt: '{at}',
      data: { conversationId: 'c-1' },
      identifiers: [
        { type: 'userId', value: '{who}' },
        { type: 'phone', value: '{phone}' },
      ],
    },
  ],
};

describe('a dry run', () => {
  it('says what an instance would refuse, and why', async () => {
    const lines = ['li,Chat,2026-01-01,030 123456', 'li,Phone,2026-01-01,', 'N/A,Chat,2026-01-01,', 'li,Chat,,'];
    const shown = await dryRun(fileOf(['who,via,at,phone', ...lines].join('\n')), mapping, 10);
    expect(shown).toMatchObject([
      { lines: [2], event: { type: 'ChatStarted' } },
      { lines: [3], refused: 'type-not-on-channel: ChatStarted comes on chat' },
      { lines: [4], refused: expect.stringMatching(/^bad-identifier: userId "N\/A" names nobody/) },
      { line: 5, refused: 'occurredAt is empty' },
    ]);
    expect(shown[0]).not.toHaveProperty('refused');
  });
});
