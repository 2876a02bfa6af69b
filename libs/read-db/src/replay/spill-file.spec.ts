import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NoRoom, SpillFile } from './spill-file';

describe('a spill file', () => {
  let dir: string;
  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'rapport-spill-'));
  });
  afterAll(() => rm(dir, { recursive: true }));

  it('gives back what was written where', async () => {
    const file = await SpillFile.open(join(dir, 'made', 'on the way'));
    const texts = ['one\n', 'zwölf 十二', ''];
    const extents = [];
    for (const text of texts) extents.push(await file.append(text));
    expect(await Promise.all(extents.reverse().map((extent) => file.read(extent)))).toEqual(texts.reverse());
    await expect(file.read({ at: 0, length: 1_000 })).rejects.toThrow('ends too early');
    await file.close();
  });

  it('says that there is no room before the disk is full', async () => {
    const file = await SpillFile.open(dir);
    await file.secure(1);
    await expect(file.secure(1e18)).rejects.toThrow(NoRoom);
    await expect(file.secure(1e18)).rejects.toThrow(`no room in ${dir} for events that do not fit into memory`);
    await file.close();
  });
});
