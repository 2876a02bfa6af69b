import { cases } from './cases';
import { consent } from './consent';
import { profile } from './profile';
import { promises } from './promises';

/** What any touchpoint, and any back-office system, may have to say about a customer. */
export const everywhere = { ...profile, ...consent, ...cases, ...promises };
