/** The wire carries tables as parallel arrays; the view draws one row at a time. */

/** A column that an older version did not save is absent from its row. */
export type RowOf<T> = {
  readonly [K in keyof T]: T[K] extends readonly (infer V)[] | undefined ? V : never;
};

export function rowOf<T extends object>(columns: T, index: number): RowOf<T> {
  const cells = Object.entries(columns).map(([key, values]) => [key, (values as readonly unknown[])[index]]);
  return Object.fromEntries(cells) as RowOf<T>;
}

export function rowsOf<T extends object>(columns: T, names: readonly unknown[]): RowOf<T>[] {
  return names.map((_, index) => rowOf(columns, index));
}
