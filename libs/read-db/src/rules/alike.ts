/** So many different ones are looked for. */
const KNOWN_MAX = 65_536;

/**
 * Of values that say the same, the first one: plain data, which nobody changes. It forgets all of them when there are too many, and goes on
 * with later ones, so its own memory has a bound whatever it is given.
 */
export class Alike<Value> {
  readonly #known = new Map<string, Value>();

  of(value: Value): Value {
    const text = JSON.stringify(value);
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(text, value);
    return value;
  }
}
