/** A call. */
export function call(callee: string, ...list: readonly string[]): string {
  return `${callee}(${list.join(", ")})`;
}

/** A key of an object with its value. */
export type Field = readonly [key: string, value: string];

/** An object, on one line if it fits. */
export function object(...fields: readonly Field[]): string {
  return `{ ${fields.map(([key, value]) => `${key}: ${value}`).join(", ")} }`;
}

/** An object with one field a line. */
export function openObject(...fields: readonly Field[]): string {
  return `{\n${fields.map(([key, value]) => `${key}: ${value},\n`).join("")}}`;
}

/** An arrow function that answers a value. */
export function arrow(parameters: string, value: string): string {
  return `(${parameters}) => ${value}`;
}

/** Statements in braces. */
export function braces(statements: readonly string[]): string {
  return `{\n${statements.map((statement) => `${statement}\n`).join("")}}`;
}
