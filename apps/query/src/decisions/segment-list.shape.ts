import { shapes } from '@rapport/edge';
import { ASKED_THEN, NEXT } from './decisions.shape';
import { MOVERS } from './movers.shape';
import { SEGMENT, SEGMENT_MEMBER } from './segment.shape';

const { either, listOf, named, record } = shapes;

const MEMBERS = { customers: listOf(SEGMENT_MEMBER, 'Highest value first') };

/** Every segment; or one, and who is in it or who entered and left. */
export const SEGMENT_LIST = either(
  named('Segments', record({ segments: listOf(SEGMENT, 'By name of the rule') }, ASKED_THEN)),
  named('SegmentMembers', record({ segment: SEGMENT, ...MEMBERS, next: NEXT }, ASKED_THEN)),
  named('SegmentMovers', record({ segment: SEGMENT, ...MOVERS, next: NEXT }, ASKED_THEN)),
);
