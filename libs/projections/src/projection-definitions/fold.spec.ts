import { NOBODY } from '@rapport/events';
import { replay } from '@rapport/fold';
import { fact } from '@rapport/fold/given';
import { projectionDefinitions } from './fold';

const about = { channel: 'projection', handle: NOBODY, meta: { by: 'k1' } } as const;
const defined = (version: number) =>
  fact('ProjectionDefined', { name: 'calls', version, definition: { name: 'calls' }, promote: true }, about);

describe('projection-definitions', () => {
  it('keeps every version with who described it', () => {
    const [one, two] = [defined(1), defined(2)];
    expect([...replay(projectionDefinitions, [one, two]).values()]).toEqual(
      [one, two].map(({ data, recordedAt: definedAt, position }) => ({
        ...data,
        ...{ by: 'k1', definedAt, position, droppedAt: null },
      })),
    );
  });

  it('drops all versions with the projection, and none that is described afterwards', () => {
    const dropped = fact('ProjectionDropped', { name: 'calls', version: 2 }, about);
    const rows = [...replay(projectionDefinitions, [defined(1), defined(2), dropped, defined(3)]).values()];
    expect(rows.map(({ version, droppedAt }) => [version, droppedAt])).toEqual([
      [1, dropped.recordedAt],
      [2, dropped.recordedAt],
      [3, null],
    ]);
  });
});
