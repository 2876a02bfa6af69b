import { shapes } from '@rapport/edge';
import { POSITION } from '../receipt.shape';

const { id, named, record } = shapes;

/** What was said about a task is written down. */
export const TASK_SAID = named('TaskSaid', record({ taskId: id(), position: POSITION }));
