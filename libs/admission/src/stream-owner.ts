import { customerStream } from '@rapport/events';
import type { Handle } from '@rapport/vault';

const PREFIX = customerStream('');

/** The owner handle that a customer's stream is named after. @throws Error for any other stream */
export const handleOfStream = (stream: string): Handle => {
  if (!stream.startsWith(PREFIX)) throw new Error(`${stream} is not a customer's stream`);
  return stream.slice(PREFIX.length);
};
