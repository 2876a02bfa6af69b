import type { Place } from './place';
import type { Cell, Row } from './row';

const PART = /\{\{|\}\}|\{([^{}]+)\}|[{}]/g;

/** The columns that a template names, in order. */
export const columnsIn = (template: string): string[] =>
  [...template.matchAll(PART)].flatMap(([, name]) => (name === undefined ? [] : [name]));

/**
 * Compiles a text with columns in it: `{Column}`; braces themselves are written `{{` and `}}`. When a column in it is
 * empty the whole text is '', that is absent: half an order number is none.
 */
export const compileTemplate = (template: string, place: Place): Cell => {
  const literals: string[] = [];
  const cells: Cell[] = [];
  let literal = '';
  let from = 0;
  for (const match of template.matchAll(PART)) {
    literal += template.slice(from, match.index);
    from = match.index + match[0].length;
    const name = match[1];
    if (name !== undefined) {
      literals.push(literal);
      cells.push(place.cell(name));
      literal = '';
    } else if (match[0].length === 2) literal += match[0][0];
    else place.fault(`has a "${match[0]}" without its other half; a brace itself is written twice`);
  }
  literal += template.slice(from);
  return joined(literals, cells, literal);
};

const joined = (literals: readonly string[], cells: readonly Cell[], last: string): Cell => {
  const [first] = cells;
  if (!first) return () => last;
  if (cells.length === 1 && literals[0] === '' && last === '') return first;
  return (row: Row) => {
    let text = '';
    for (let index = 0; index < cells.length; index += 1) {
      const value = cells[index]!(row);
      if (value === '') return '';
      text += literals[index]! + value;
    }
    return text + last;
  };
};
