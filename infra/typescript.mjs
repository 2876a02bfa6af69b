// `node --import ./infra/typescript.mjs file.ts` runs the repository's TypeScript without a build.
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
