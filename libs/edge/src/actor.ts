import type { FastifyRequest } from 'fastify';
import { invalid } from './problem';

const ACTOR = /^[\x20-\x7e\u00a0-\u00ff]{1,200}$/;

/** Who uses the key, as the caller says; for the log of openings. @throws Problem 400 */
export const actorOf = (request: FastifyRequest): string | null => {
  const actor = request.headers['rapport-actor'];
  if (actor === undefined) return null;
  if (typeof actor !== 'string' || !ACTOR.test(actor)) throw invalid('Rapport-Actor must be 1 to 200 characters');
  return actor;
};
