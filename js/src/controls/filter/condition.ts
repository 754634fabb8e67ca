/** Conditions written in the language of `where`, which Python alone reads. */
import type { Terms } from "../../model/sweep";

type Kind = Terms["kind"][number];

/** How a value is compared, and what it takes. */
export type Operator = "<=" | ">=" | "==" | "between" | "in" | "contains" | "missing" | "there";

const TEXTS: Record<Operator, string> = {
  "<=": "≤",
  ">=": "≥",
  "==": "=",
  between: "between",
  in: "is one of",
  contains: "contains",
  missing: "is missing",
  there: "is not missing",
};

const OFFERED: Record<Kind, readonly Operator[]> = {
  number: ["<=", ">=", "between", "==", "in", "missing", "there"],
  date: [">=", "<=", "between", "==", "missing", "there"],
  text: ["contains", "in", "missing", "there"],
};

/** Where the values are listed, they are picked from first of all. */
export function operatorsOf(kind: Kind, values: readonly unknown[]): (readonly [Operator, string])[] {
  const offered = OFFERED[kind];
  const first: readonly Operator[] = values.length > 0 ? ["in"] : [];
  return [...new Set([...first, ...offered])].map((operator) => [operator, TEXTS[operator]] as const);
}

const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i;

/** A condition as an expression; null while something is missing in it. `given` are the fields, or the picked values. */
export function condition(
  term: string,
  kind: Kind,
  operator: Operator,
  given: readonly string[],
): string | null {
  if (operator === "missing") return `missing(${term})`;
  if (operator === "there") return `not missing(${term})`;
  const values = given.map((text) => valueWritten(kind, text.trim()));
  const [first, second] = values;
  if (first === undefined || values.includes(null)) return null;
  if (operator === "in") return `${term} in [${values.join(", ")}]`;
  if (operator === "between") return second === undefined ? null : `${first} <= ${term} <= ${second}`;
  return `${term} ${operator} ${first}`;
}

function valueWritten(kind: Kind, text: string): string | null {
  if (kind === "number") return NUMBER.test(text) ? text : null;
  return text === "" ? null : quoted(text);
}

function quoted(text: string): string {
  return /['\\]/.test(text) ? JSON.stringify(text) : `'${text}'`;
}
