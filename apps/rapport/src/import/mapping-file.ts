import { readFileSync } from 'node:fs';
import { Advice, EXIT } from '../terminal';

/** What stands for a mapping when the lines are interactions already. */
export const NATIVE = { spec: null, text: 'native' } as const;

/** Reads a mapping file. @throws Advice when it can't be read or is no JSON */
export const readMappingFile = (path: string): { readonly spec: unknown; readonly text: string } => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    throw new Advice(`the mapping ${path} can't be read (${(error as NodeJS.ErrnoException).code})`, EXIT.usage);
  }
  try {
    return { spec: JSON.parse(text) as unknown, text };
  } catch (error) {
    throw new Advice(`the mapping ${path} is not JSON: ${(error as Error).message}`, EXIT.usage);
  }
};
