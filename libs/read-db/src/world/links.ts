import { survivorOf } from '@rapport/decisions';
import type { Fact, HandleRef } from '@rapport/events';

/** Who is who by the links that a part of the log has said last, worked out from nothing. */
export const linksOf = (facts: readonly Fact[]): ((handle: string) => string) => {
  const nodes = new Map<string, HandleRef>(facts.flatMap(({ handles }) => handles.map((ref) => [ref.handle, ref])));
  const said = new Map<string, { a: string; b: string; generation: number; linked: boolean }>();
  for (const { channel, type, data } of facts.filter((fact) => fact.channel === 'identity')) {
    const { a, b, generation } = data as { a: string; b: string; generation: number };
    if (channel === 'identity' && generation > (said.get(a + b)?.generation ?? 0))
      said.set(a + b, { a, b, generation, linked: type === 'IdentifiersLinked' });
  }
  const group = new Map([...nodes.keys()].map((handle) => [handle, new Set([handle])]));
  for (const { a, b, linked } of said.values()) {
    if (!linked || group.get(a) === group.get(b)) continue;
    const both = new Set([...group.get(a)!, ...group.get(b)!]);
    for (const handle of both) group.set(handle, both);
  }
  return (handle) => survivorOf([...group.get(handle)!].map((member) => nodes.get(member)!));
};
