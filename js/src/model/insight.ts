/** What there is to see beyond the table; each may be of something (another method, say). */
export interface Insight {
  readonly of: string;
  readonly sentences: readonly string[];
  /** Why it cannot be had, in a sentence. */
  readonly problem: string | null;
  /** The two rankings that it sets beside each other, where it does. */
  readonly names?: readonly [first: string, second: string];
}

/** By the name of the view; each view knows what more there is of its own. */
export type Insights = Readonly<Record<string, Insight>>;
