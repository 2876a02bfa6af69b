import { compileItems } from './item-scope';
import type { Operator } from './value';

/** `{each: "{line_items}", as: "item", give: {object: {sku: "{item.sku}"}}}`: a list of what each item of a list gives. */
export const eachItem: Operator = (members, place, compile) => {
  const items = compileItems<unknown>(members['each'], members['as'], place.in('each'));
  const give = compile(members['give'], place.in('give').within(items.columns));
  return (row) => {
    const made = items.map(row, () => give(row)).filter((one) => one !== undefined && one !== '');
    return made.length === 0 ? undefined : made;
  };
};
