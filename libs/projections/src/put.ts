/** The row with some members changed: itself where it is the fold's alone (`mine`), else a copy. */
export const put = <Part extends object, Row extends Part>(row: Row, members: Part, mine: boolean): Row =>
  mine ? Object.assign(row, members) : { ...row, ...members };
