import { channel, Means } from '../channel';
import { Code, CodeOrNull, OneOf, Whole } from '../field';

const HANDLE = '3f1c1f0e-6a52-4b7e-9d61-0c2b8f3f7a10';
const OTHER = '9b6d5b0a-2a51-4e0c-8a53-5f5d3c1f2e44';
const EVIDENCE = '8e8a1d3c-9f6e-5d1c-8f0e-1d2f3a4b5c6d';

class Edge {
  @Code('One handle; as text less than the other', HANDLE) a!: string;
  @Code('The other handle', OTHER) b!: string;
  @Whole('Counts the changes of this pair, from 0', 0, 'change') generation!: number;
  @OneOf('Who says so', ['source', 'person']) by!: 'source' | 'person';
  @CodeOrNull('Event id of the assertion or command behind it', EVIDENCE) evidence!: string | null;
}

@Means('Two handles belong to one customer')
class IdentifiersLinked extends Edge {
  @OneOf('Why', ['asserted', 'no-longer-shared', 'joined']) why!: 'asserted' | 'no-longer-shared' | 'joined';
}

@Means('Two handles are no longer held to belong together')
class IdentifiersUnlinked extends Edge {
  @OneOf('Why', ['shared', 'retracted', 'split']) why!: 'shared' | 'retracted' | 'split';
}

export const identity = channel('identity', { IdentifiersLinked, IdentifiersUnlinked });
