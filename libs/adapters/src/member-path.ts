/** Goes on from a value to a part of it; undefined where there is none. */
export type Step = (value: unknown) => unknown;

const PART = /\.?([^.[\]]+)|\[([^[\]=]+)=([^[\]]*)\]/gy;

const ownMember = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;

const says = (value: unknown, text: string): boolean =>
  (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') && String(value) === text;

/** `[key=utm_source]`: the first item of a list whose member says so. */
const chosen =
  (member: string, text: string): Step =>
  (value) =>
    Array.isArray(value) ? value.find((item) => says(ownMember(item, member), text)) : undefined;

/**
 * The steps of `customer.address.city`, `lines.0.sku` or `event_params[key=page_title].value.string_value`. What is no such path
 * is taken at its dots.
 */
export const stepsOf = (path: string): readonly Step[] => {
  const steps: Step[] = [];
  let end = 0;
  for (const match of path.matchAll(PART)) {
    const [whole, name, member, text] = match;
    steps.push(name === undefined ? chosen(member!, text!) : (value) => ownMember(value, name));
    end = match.index + whole.length;
  }
  return end === path.length
    ? steps
    : path.split('.').map(
        (name): Step =>
          (value) =>
            ownMember(value, name),
      );
};
