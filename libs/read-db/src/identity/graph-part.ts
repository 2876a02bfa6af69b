import { canReshare, edgeKey, pairOf, type EdgeState, type IdentityGraph, type NodeState } from '@rapport/decisions';
import type { Sql } from '@rapport/postgres';
import { prepared } from '../prepared';

export type Pair = readonly [a: string, b: string];

interface EdgeRow extends EdgeState {
  readonly linked: boolean;
  readonly linkedGeneration: number;
}

/** What the log's decisions say about a pair so far. */
export interface LinkState {
  readonly linked: boolean;
  readonly generation: number;
}

const COLUMNS = `e.a::text, e.b::text, asserted, evidence::text, verdict, decided, generation, linked,
  linked_generation as "linkedGeneration"`;
const EDGES = prepared(`
  select e.* from unnest($1::uuid[], $2::uuid[]) as p(a, b)
  cross join lateral (select ${COLUMNS} from rapport_read.identity_edge e where e.a = p.a and e.b = p.b limit 1) e`);
const EDGES_AROUND = prepared(`
  select ${COLUMNS} from rapport_read.identity_edge e where a = any($1::uuid[])
  union select ${COLUMNS} from rapport_read.identity_edge e where b = any($1::uuid[])`);
const NODES = prepared(`
  select h.* from unnest($1::uuid[]) as k(handle)
  cross join lateral (
    select handle::text, type, issuer, shared from rapport_read.identity_handle h where h.handle = k.handle limit 1) h`);

/** The stored edges of these pairs. */
export const loadEdges = async (sql: Sql, pairs: readonly Pair[]): Promise<readonly EdgeRow[]> => {
  if (pairs.length === 0) return [];
  const { rows } = await sql.query<EdgeRow>({
    ...EDGES,
    values: [pairs.map(([a]) => a), pairs.map(([, b]) => b)],
  });
  return rows;
};

/**
 * Fills the graph with what the rule may touch when the pairs gain (or, `losing`, lose) an assertion: both ends, and all
 * edges of an end that this can make shared or free again. Returns what the log says about each loaded pair.
 */
export const loadPart = async (
  sql: Sql,
  graph: IdentityGraph,
  pairs: readonly Pair[],
  losing: readonly Pair[],
): Promise<Map<string, LinkState>> => {
  const links = new Map<string, LinkState>();
  const put = (rows: readonly EdgeRow[]): void => {
    for (const { linked, linkedGeneration, ...edge } of rows) {
      graph.putEdge(edge);
      links.set(edgeKey(edge.a, edge.b), { linked, generation: linkedGeneration });
    }
  };
  const all = [...new Map([...pairs, ...losing].map((pair) => [edgeKey(...pair), pair])).values()];
  const [edges] = await Promise.all([loadEdges(sql, all), loadNodes(sql, graph, all.flat())]);
  put(edges);
  const around = new Set<string>();
  const consider = ([a, b]: Pair, gained: boolean): void => {
    const [one, other] = [graph.nodes.get(a)!, graph.nodes.get(b)!];
    if (canReshare(one, other, gained, graph.maxPersons)) around.add(a);
    if (canReshare(other, one, gained, graph.maxPersons)) around.add(b);
  };
  for (const pair of pairs) if (!graph.edge(...pair).asserted) consider(pair, true);
  for (const pair of losing) for (const gained of [true, false]) consider(pair, gained);
  if (around.size > 0) {
    const { rows } = await sql.query<EdgeRow>({ ...EDGES_AROUND, values: [[...around]] });
    put(rows);
    await loadNodes(
      sql,
      graph,
      rows.flatMap(({ a, b }) => pairOf(a, b)),
    );
  }
  return links;
};

const loadNodes = async (sql: Sql, graph: IdentityGraph, handles: readonly string[]): Promise<void> => {
  const wanted = [...new Set(handles)];
  if (wanted.length === 0) return;
  const { rows } = await sql.query<Omit<NodeState, 'issuer'> & { issuer: string | null }>({
    ...NODES,
    values: [wanted],
  });
  for (const { issuer, ...node } of rows) graph.putNode(issuer === null ? node : { ...node, issuer });
};
