/** Checks of parameters that several rules have: each says true, or what the value must be. */
type Check = (value: unknown) => true | string;

/** A whole number within bounds. */
export const wholeCheck =
  (name: string, min: number, max: number): Check =>
  (value) =>
    (Number.isInteger(value) && (value as number) >= min && (value as number) <= max) ||
    `${name} must be a whole number from ${min} to ${max}`;

/** A number within bounds. */
export const numberCheck =
  (name: string, min: number, max: number): Check =>
  (value) =>
    (typeof value === 'number' && value >= min && value <= max) || `${name} must be a number from ${min} to ${max}`;

/** A list of names, each once. */
export const namesCheck =
  (name: string, max: number): Check =>
  (value) =>
    (Array.isArray(value) &&
      value.length <= max &&
      new Set(value).size === value.length &&
      value.every((one) => typeof one === 'string' && one !== '' && one.length <= 200)) ||
    `${name} must be a list of at most ${max} names, each once`;

/** What things are told apart by. */
export const ITEMS_BY = ['category', 'sku'] as const;
export type ItemsBy = (typeof ITEMS_BY)[number];
export const itemsByCheck: Check = (value) => ITEMS_BY.includes(value as ItemsBy) || 'by must be category or sku';
