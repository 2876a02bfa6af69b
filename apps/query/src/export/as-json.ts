import type { Section, Writing } from './section';

/** One JSON document: `sections` in order, each with its `rows`. */
export const asJson = (head: object): Writing => {
  const text = JSON.stringify(head);
  let sections = 0;
  let rows = 0;
  return {
    type: 'application/json; charset=utf-8',
    extension: 'json',
    begin: `${text.slice(0, -1)},"sections":[`,
    piece({ rows: all, ...about }: Section, isFirst) {
      const opening = isFirst ? `${sections > 0 ? ',' : ''}${JSON.stringify(about).slice(0, -1)},"rows":[` : '';
      if (isFirst) [sections, rows] = [sections + 1, 0];
      const text = all.map((row) => `${rows++ > 0 ? ',' : ''}${JSON.stringify(row)}`).join('');
      return opening + text;
    },
    between: ']}',
    end: ']}\n',
  };
};
