import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { routeReference } from '@rapport/edge';
import { startInstallation, type Installation } from './installation';

const folder = join(__dirname, '../../docs/reference');
const spaced = (text: string): string => text.replaceAll(/ +|-{3,}/g, ' ');

describe('references of the running server', () => {
  let rapport: Installation;
  beforeAll(async () => void (rapport = await startInstallation({}, { withProjector: false })));
  afterAll(() => rapport?.stop());

  it.each<[file: string, made: () => string, same: (text: string) => string]>([
    // The table is formatted after it has been written.
    ['http.md', () => routeReference(rapport.server.document), spaced],
    ['openapi.json', () => `${JSON.stringify(rapport.server.document, null, 1)}\n`, (text) => text],
  ])('are what docs/reference/%s says', (name, made, same) => {
    const file = join(folder, name);
    if (process.env['RAPPORT_WRITE_DOCS']) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(file, made());
    }
    expect(same(readFileSync(file, 'utf8'))).toBe(same(made()));
  });
});
