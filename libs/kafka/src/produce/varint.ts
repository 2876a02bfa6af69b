/** Bytes of a whole number as Kafka's records have it: zigzag, then seven bits a byte. Numbers are not negative here. */
export const sizeOfVarint = (value: number): number => {
  let size = 1;
  for (let rest = value * 2; rest > 127; rest = Math.floor(rest / 128)) size += 1;
  return size;
};
