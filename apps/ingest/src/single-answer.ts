import type { Receipt } from '@rapport/admission';
import { Problem } from '@rapport/edge';
import type { FastifyReply } from 'fastify';
import type { IngestParts } from './parts';

/** The answer to one interaction, whatever format it came in. @throws Problem when it was not recorded */
export const answerTo = async (
  receipt: Receipt,
  { customerOf }: Pick<IngestParts, 'customerOf'>,
  reply: FastifyReply,
): Promise<object> => {
  if (receipt.status === 'refused') {
    const { code, detail, quarantineId } = receipt;
    throw new Problem(code === 'not-json' ? 400 : 422, 'interaction-refused', detail, { code, quarantineId });
  }
  if (receipt.status === 'conflict') {
    throw new Problem(409, 'id-conflict', receipt.detail, { eventId: receipt.eventId });
  }
  const { status, eventId, position, handle } = receipt;
  void reply.code(status === 'accepted' ? 201 : 200).header('rapport-position', position);
  return { eventId, position, customerId: await customerOf(handle), status };
};
