import type { Tree } from './tree';

/** A breach of a rule: which file, and what to do instead. */
export interface Fault {
  readonly path: string;
  readonly message: string;
}

/** One rule of the house; `planted` is a small tree that breaks it, so that the rule is known to bite. */
export interface Rule {
  readonly name: string;
  readonly check: (tree: Tree) => readonly Fault[];
  /** Files by path that must make the rule report a fault in `at`. */
  readonly planted: readonly { readonly files: Readonly<Record<string, string>>; readonly at: string }[];
}

/** Builds a rule; a function rather than literals, so that every rule reads alike. */
export const rule = (name: string, check: Rule['check'], ...planted: Rule['planted'][number][]): Rule => ({
  name,
  check,
  planted,
});

/** A planted fault in one file. */
export const plant = (at: string, text: string, more: Record<string, string> = {}): Rule['planted'][number] => ({
  at,
  files: { [at]: text, ...more },
});
