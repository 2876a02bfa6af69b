import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** What the build wrote beside the program (apps/rapport/vite.config.mts). */
interface Built {
  readonly version: string;
  /** Of git, with `-dirty` where files had changed since; null = there was no checkout to ask. */
  readonly commit: string | null;
}

/** Which release this is, and of which commit it was built; of the program that runs when no file is named. */
export const versionText = (file = join(dirname(process.argv[1]!), 'built.json')): string => {
  const { version, commit } = JSON.parse(readFileSync(file, 'utf8')) as Built;
  return commit === null ? version : `${version} (commit ${commit})`;
};
