/** The exit codes of every verb: done; done but the answer is bad, or it failed; wrongly asked. */
export const EXIT = { fine: 0, failed: 1, usage: 2 } as const;

/** Something that a person can mend: printed as it is, without a stack. */
export class Advice extends Error {
  constructor(
    message: string,
    readonly code: number = EXIT.failed,
  ) {
    super(message);
    this.name = 'Advice';
  }
}

/** Progress and remarks: to people, on stderr. */
export const say = (text: string): void => void process.stderr.write(`${text}\n`);

/** The answer: on stdout, for people as text, for programs as JSON. */
export const answer = (json: boolean, value: unknown, text: () => string): void =>
  void process.stdout.write(`${json ? JSON.stringify(value, null, 2) : text()}\n`);

/** Names by what is said of each, in order: what is said of many is said once. */
export const saidOnce = (said: readonly (readonly [name: string, text: string])[]): ReadonlyMap<string, string> => {
  const names = new Map<string, string>();
  for (const [name, text] of said) names.set(text, names.has(text) ? `${names.get(text)!}, ${name}` : name);
  return names;
};

/** Columns padded to their longest cell, two spaces between. */
export const table = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};
