import { startProjector } from '@rapport/projector';
export const act = startProjector;
