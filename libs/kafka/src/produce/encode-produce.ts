import type { Message } from 'kafkajs';
import { ByteWriter } from './byte-writer';
import { writeBatch } from './encode-batch';

/** A request to write records, as the client describes it. */
export interface ProduceRequest {
  readonly acks: number;
  readonly timeout: number;
  readonly transactionalId?: string | null;
  readonly producerId?: { toString(): string };
  readonly producerEpoch?: number;
  readonly compression?: number;
  readonly topicData: readonly {
    readonly topic: string;
    readonly partitions: readonly {
      readonly partition: number;
      readonly firstSequence?: number;
      readonly messages: readonly Message[];
    }[];
  }[];
}

/**
 * The body of the request, versions 3 to 8, which are the same.
 * Source: Kafka protocol guide, "Produce API".
 */
export const encodeProduce = (request: ProduceRequest, now = Date.now()): Buffer => {
  const { acks, timeout, transactionalId = null, producerId = -1, producerEpoch = 0, topicData } = request;
  const writer = new ByteWriter();
  const writes = { producerId: BigInt(String(producerId)), producerEpoch, transactional: Boolean(transactionalId) };
  writer.text(transactionalId);
  writer.int16(acks);
  writer.int32(timeout);
  writer.int32(topicData.length);
  for (const { topic, partitions } of topicData) {
    writer.text(topic);
    writer.int32(partitions.length);
    for (const { partition, messages, firstSequence = 0 } of partitions) {
      writer.int32(partition);
      const sizeAt = writer.at;
      writer.int32(0);
      writeBatch(writer, messages, { ...writes, firstSequence }, now);
      writer.uint32At(sizeAt, writer.at - sizeAt - 4);
    }
  }
  return writer.bytes;
};
