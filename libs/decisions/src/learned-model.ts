/** A model that a rule has learned from the history; plain data, as the log keeps it. */
export interface LearnedModel {
  /** Which one: `pareto-nbd`, … */
  readonly model: string;
  /** Parameters by part of the model, times in weeks. */
  readonly parameters: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly logLikelihood: number;
  readonly customers: number;
  /** Parameters that went to their bounds: the data do not say them. */
  readonly atBounds: readonly string[];
  /** How it did on days that it had not seen. */
  readonly judged: Readonly<Record<string, unknown>>;
  /** Whether it may decide. */
  readonly promoted: boolean;
  /** Why, in words. */
  readonly reason: string;
}

/** Either a model, or why there is none, in words. */
export type Learned = LearnedModel | { readonly none: string };
