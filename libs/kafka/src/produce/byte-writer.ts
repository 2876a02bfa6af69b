const AT_FIRST = 64 * 1024;

/** Bytes that grow, in Kafka's forms of numbers and texts; one for a whole request, since a buffer for each part is what costs. */
export class ByteWriter {
  #bytes = Buffer.allocUnsafe(AT_FIRST);
  at = 0;

  /** What was written. It is the writer's own: nothing may be written after it was taken. */
  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.at);
  }

  room(size: number): void {
    if (this.at + size <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.at + size));
    this.#bytes.copy(larger, 0, 0, this.at);
    this.#bytes = larger;
  }

  int8(value: number): void {
    this.room(1);
    this.#bytes[this.at++] = value & 0xff;
  }

  int16(value: number): void {
    this.room(2);
    this.at = this.#bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.room(4);
    this.at = this.#bytes.writeInt32BE(value, this.at);
  }

  int64(value: bigint): void {
    this.room(8);
    this.at = this.#bytes.writeBigInt64BE(value, this.at);
  }

  /** Writes over what is there already: a length or a sum that is known afterwards. */
  uint32At(at: number, value: number): void {
    this.#bytes.writeUInt32BE(value, at);
  }

  /** A length in two bytes before the text; null is -1. */
  text(value: string | null): void {
    if (value === null) return this.int16(-1);
    const size = Buffer.byteLength(value);
    this.int16(size);
    this.room(size);
    this.at += this.#bytes.write(value, this.at);
  }

  varint(value: number): void {
    this.room(10);
    let rest = value * 2;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.#bytes[this.at++] = (rest % 128) | 128;
    this.#bytes[this.at++] = rest;
  }

  /** A length as varint before the bytes, which is given since it was reckoned before; null is -1. */
  sized(value: Buffer | string | null, size: number): void {
    if (value === null) return this.int8(1);
    this.varint(size);
    this.room(size);
    if (typeof value === 'string') this.#bytes.write(value, this.at, size);
    else value.copy(this.#bytes, this.at);
    this.at += size;
  }
}
