import { until } from '../until';
import type { Site } from './site';

interface Replay {
  readonly id: string;
  readonly state: string;
  readonly fault: string | null;
  readonly comparison: { readonly different: number; readonly onlyLive: number; readonly onlyRebuilt: number } | null;
}

/** Waits until every view is at the end of the log. */
export const drained = (site: Site): Promise<void> =>
  until('the views are at the end of the log', async () => (await site.standing()).behind === 0);

/** Rebuilds every view from the whole log beside the live one and compares row by row. Gives back their names. */
export const equalARebuild = async ({ client }: Site): Promise<readonly string[]> => {
  const { body } = await client.get('/v1/projections');
  const names = (body.projections as { projection: string }[]).map(({ projection }) => projection);
  const compared: string[] = [];
  for (const name of names) {
    const asked = await client.post(`/v1/projections/${name}/replays`, { promote: false });
    // What decides is followed, and is not rebuilt: who is who, rules.
    if (asked.status === 404) continue;
    if (asked.status >= 300) throw new Error(`${name}: ${asked.status} ${JSON.stringify(asked.body)}`);
    const { id } = asked.body as Replay;
    let found: Replay | undefined;
    await until(`${name} is rebuilt`, async () => {
      found = (await client.get(`/v1/replays/${id}`)).body as Replay;
      return found.state === 'ready' || found.state === 'failed';
    });
    expect({ name, fault: found!.fault, ...found!.comparison }).toMatchObject({
      ...{ name, fault: null, different: 0, onlyLive: 0, onlyRebuilt: 0 },
    });
    await client.post(`/v1/replays/${id}/cancel`, {});
    compared.push(name);
  }
  return compared;
};
