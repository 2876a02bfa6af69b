declare module 'snappyjs' {
  const snappy: {
    compress(bytes: Buffer): Buffer;
    /** @throws Error where it is none, or would be longer than `most` octets. */
    uncompress(bytes: Buffer, most?: number): Buffer;
  };
  export = snappy;
}

declare module 'lz4js' {
  const lz4: {
    /** One frame. */
    compress(bytes: Uint8Array): Uint8Array;
    /** How many octets a frame may hold, by what it says of itself. */
    decompressBound(frame: Uint8Array): number;
    /** Returns how many octets were written, or would have been. */
    decompressFrame(frame: Uint8Array, into: Uint8Array): number;
  };
  export = lz4;
}
