import { DATA_CLASSES, type DataClass, type SealedCell } from '@rapport/events';
import { decrypt, encrypt } from './gcm';

/** The form of a cell, first in its text. Old cells stay readable for ever: a new form gets a new number. */
const FORM = '1';
const HEAD = new RegExp(
  `^${FORM}\\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\\.(${DATA_CLASSES.join('|')})\\.(\\d{4}Q[1-4])\\.`,
);
/** Looked for instead of matching all the others: that takes a stack as deep as the text is long. */
const NO_BASE64URL = /[^\w-]/;

/** What the text of a cell says about it without opening it. */
export interface CellParts {
  /** All before the secret; authenticated with it, so that a cell can't be passed off as another person's. */
  readonly prefix: string;
  readonly handle: string;
  readonly dataClass: DataClass;
  /** Quarter of the occurrence, '2026Q4'. */
  readonly quarter: string;
  /** base64url of nonce | AES-256-GCM of the value's JSON | tag. */
  readonly secret: string;
}

/** The parts of a cell; null when the text is not a cell. */
export const cellParts = (cell: SealedCell): CellParts | null => {
  const found = HEAD.exec(cell);
  if (!found) return null;
  const [prefix, handle, dataClass, quarter] = found as unknown as [string, string, string, string];
  const secret = cell.slice(prefix.length);
  if (secret === '' || NO_BASE64URL.test(secret)) return null;
  return { prefix, handle, dataClass: dataClass as DataClass, quarter, secret };
};

/** Whose a cell is; null when the text is not a cell. */
export const cellHandle = (cell: SealedCell): string | null => cellParts(cell)?.handle ?? null;

/** What a cell is about; null when the text is not a cell. */
export const cellClass = (cell: SealedCell): DataClass | null => cellParts(cell)?.dataClass ?? null;

/**
 * Seals a JSON value. @throws TypeError when the value is none.
 */
export const sealCell = (
  key: Buffer,
  handle: string,
  dataClass: DataClass,
  quarter: string,
  value: unknown,
): SealedCell => {
  const text = JSON.stringify(value) as string | undefined;
  if (text === undefined) throw new TypeError('only JSON values can be sealed');
  const prefix = `${FORM}.${handle}.${dataClass}.${quarter}.`;
  return prefix + encrypt(key, text, prefix).toString('base64url');
};

/**
 * Opens a cell. @throws Error when any character of it is not as it was sealed.
 */
export const openCell = (key: Buffer, { prefix, secret }: CellParts): unknown => {
  const bytes = Buffer.from(secret, 'base64url');
  // The last character may carry unused bits: only one text may stand for the bytes.
  if (bytes.toString('base64url') !== secret) throw new Error('not canonical base64url');
  return JSON.parse(decrypt(key, bytes, prefix).toString('utf8'));
};
