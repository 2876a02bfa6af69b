import { type Sink, bindMapping, bindNative, readRows } from '@rapport/adapters';
import type { SourceFile } from './source-file';

/** What the first lines of a file would become, and what of it an instance would refuse; nothing is sent. Without a mapping (null) they are interactions. */
export const dryRun = async (file: SourceFile, mapping: unknown, lines: number): Promise<readonly object[]> => {
  // Only here: the schemas of all events take longer to load than most files to send.
  const { wouldRefuse } = await import('./would-refuse');
  const shown: object[] = [];
  const now = new Date();
  const sink: Sink = {
    skipped: (line, reason) => shown.push({ line, skipped: reason }),
    faulty: (line, fault) => shown.push({ line, refused: fault }),
    taken: () => undefined,
    event: (lines, event) => {
      const refused = wouldRefuse(event, now);
      shown.push({ lines, event, ...(refused !== null && { refused }) });
    },
  };
  const { columns, lines: all } = await readRows(file.open(), file.format);
  const mapper = mapping === null ? bindNative(file.name, sink) : bindMapping(mapping, columns, file.name, sink);
  let read = 0;
  for await (const line of all) {
    if (read === lines) break;
    read += 1;
    if ('row' in line) mapper.line(line.row, line.number);
    else {
      shown.push({ line: line.number, refused: line.fault });
      if (line.refused) mapper.refused(line.refused, line.number, line.fault);
    }
  }
  mapper.end();
  return shown;
};
