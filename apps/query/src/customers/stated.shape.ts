import { shapes } from '@rapport/edge';

const { id, moment } = shapes;

/** When something was said, and by which event. */
export const STATED = { at: moment(), eventId: id() };
