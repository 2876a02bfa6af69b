import { canonicalJson, eventIdOf, NOBODY, type EventBody, type EventType } from '@rapport/events';
import type { NewEvent } from '@rapport/event-store';

/** The stream of a projection that somebody describes: its versions, and that it was dropped. */
export const definitionStream = (name: string): string => `projection-${name}`;

/** What a version of a described projection says. */
export interface DefinedVersion {
  readonly name: string;
  readonly version: number;
  readonly definition: Readonly<Record<string, unknown>>;
  readonly promote: boolean;
}

const eventOf = (name: string, id: string, type: EventType, data: object, by: string, occurredAt: string): NewEvent => {
  const source = `rapport/projection/${name}`;
  const body: EventBody = {
    ...{ id, source, channel: 'projection', type, v: 1, occurredAt, handle: NOBODY, handles: [], sealed: {} },
    ...{ data: data as EventBody['data'], meta: { by } },
  };
  return { id: eventIdOf(source, id), type, body: canonicalJson(body), fingerprint: '' };
};

/** A projection was described, or described anew. */
export const definedEvent = (version: DefinedVersion, by: string, occurredAt: string): NewEvent =>
  eventOf(version.name, `version#${version.version}`, 'ProjectionDefined', version, by, occurredAt);

/** A projection is no longer kept; `version` is its newest. */
export const droppedEvent = (name: string, version: number, by: string, occurredAt: string): NewEvent =>
  eventOf(name, `dropped#${version}`, 'ProjectionDropped', { name, version }, by, occurredAt);
