/** Stands in a line that was cut; no text has it, because Unicode keeps U+FFFE free for ever. */
export const CUT = '\ufffe';

const literally = (text: string): string => text.replaceAll(/[\\\]^-]/g, '\\$&');

/**
 * The text with all lines at most `longest` characters long: what is beyond is left out and `CUT` stands there. Signs of
 * `kept` (quotes, delimiters) stay, so that a cut line ends where it ended and does not swallow the next ones.
 */
export const capLines = async function* (
  text: AsyncIterable<string>,
  longest: number,
  kept: string,
): AsyncGenerator<string> {
  const beyond = new RegExp(`[^${literally(kept)}]`, 'g');
  let length = 0;
  const part = (piece: string): string => {
    const room = longest - length;
    length += piece.length;
    if (length <= longest) return piece;
    return `${piece.slice(0, Math.max(0, room))}${room >= 0 ? CUT : ''}${piece.slice(Math.max(0, room)).replaceAll(beyond, '')}`;
  };
  const LINE_END = /[\r\n]/g;
  for await (const chunk of text) {
    if (length + chunk.length <= longest) {
      const end = Math.max(chunk.lastIndexOf('\n'), chunk.lastIndexOf('\r'));
      length = end < 0 ? length + chunk.length : chunk.length - end - 1;
      yield chunk;
      continue;
    }
    let from = 0;
    let capped = '';
    for (LINE_END.lastIndex = 0; ;) {
      const end = LINE_END.exec(chunk)?.index;
      capped += part(chunk.slice(from, end));
      if (end === undefined) break;
      capped += chunk[end]!;
      [from, length] = [end + 1, 0];
    }
    yield capped;
  }
};
