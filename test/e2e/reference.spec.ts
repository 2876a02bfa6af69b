import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { routeReference } from '@rapport/edge';
import { startInstallation } from './installation';

const folder = join(__dirname, '../../docs/reference');
const file = join(folder, 'http.md');
const plain = (text: string): string => text.replaceAll(/ +|-{3,}/g, ' ');

it('the reference of routes is that of the running server', async () => {
  const rapport = await startInstallation({}, { withProjector: false });
  const text = routeReference(rapport.server.document);
  await rapport.stop();
  if (process.env['RAPPORT_WRITE_DOCS']) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, text);
  }
  expect(plain(readFileSync(file, 'utf8'))).toBe(plain(text));
});
