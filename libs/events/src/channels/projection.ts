import { channel, Means } from '../channel';
import { Code, Flag, Json, Whole } from '../field';

@Means('Somebody described a projection, or described it anew; it is built over the whole history')
class ProjectionDefined {
  @Code('Name of the projection', 'calls-by-queue') name!: string;
  @Whole('Counts the versions of the projection, from 1', 1, 'version', 1) version!: number;
  @Json('The description, in the language of definitions', {
    ...{ name: 'calls-by-queue', events: { types: ['CallEnded'] }, by: ['queue'], measures: { calls: 'count' } },
  })
  definition!: Readonly<Record<string, unknown>>;
  @Flag('Whether it serves as soon as it is built, or waits until somebody says so', true) promote!: boolean;
}

@Means('A projection that somebody described is no longer kept')
class ProjectionDropped {
  @Code('Name of the projection', 'calls-by-queue') name!: string;
  @Whole('Its newest version', 1, 'version', 1) version!: number;
}

export const projection = channel('projection', { ProjectionDefined, ProjectionDropped });
