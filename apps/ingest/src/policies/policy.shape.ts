import { shapes } from '@rapport/edge';
import { POSITION } from '../receipt.shape';

const { anything, flag, mapOf, named, record, text, whole } = shapes;

const which = { policy: text(), version: whole('From 1') };

/** A version of a policy that was published, now or before. */
export const PUBLISHED_POLICY = named(
  'PublishedPolicy',
  record({ ...which, definition: mapOf(anything(), 'As it was given'), reason: text(), position: POSITION }),
);

/** A policy that was stopped. */
export const STOPPED_POLICY = named('StoppedPolicy', record({ ...which, stopped: flag(), position: POSITION }));
