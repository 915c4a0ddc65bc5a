/** A piece of code that knows how it may be broken over lines; a string never is. */
export type Code = string | CallCode | ObjectCode | ArrowCode | PickCode | AssignCode | IfCode;

/** `of[by]`, where `of` may be broken. */
export interface PickCode {
  readonly kind: "pick";
  readonly of: Code;
  readonly by: string;
}

/** `left = right;` */
export interface AssignCode {
  readonly kind: "assign";
  readonly left: string;
  readonly right: string;
}

/** `if (terms && terms) { body }` */
export interface IfCode {
  readonly kind: "if";
  readonly terms: readonly string[];
  readonly body: readonly Code[];
}

/** `callee(arguments)` */
export interface CallCode {
  readonly kind: "call";
  readonly callee: string;
  readonly arguments: readonly Code[];
}

/** `{ key: value }`; always one entry a line where `open`, else on one line if it fits. */
export interface ObjectCode {
  readonly kind: "object";
  readonly entries: readonly (readonly [key: string, value: Code])[];
  readonly open: boolean;
}

/** `(parameters) => body`, where the body is an expression, or statements. */
export interface ArrowCode {
  readonly kind: "arrow";
  readonly parameters: string;
  readonly body: Code | readonly Code[];
}

/** A call. */
export function call(callee: string, ...list: readonly Code[]): CallCode {
  return { kind: "call", callee, arguments: list };
}

/** An object that stands on one line if it fits. */
export function object(...entries: ObjectCode["entries"]): ObjectCode {
  return { kind: "object", entries, open: false };
}

/** An object with one entry a line. */
export function openObject(...entries: ObjectCode["entries"]): ObjectCode {
  return { kind: "object", entries, open: true };
}

/** An arrow function. */
export function arrow(parameters: string, body: ArrowCode["body"]): ArrowCode {
  return { kind: "arrow", parameters, body };
}

/** Lines of `before`, `code` and `after`, laid out as Prettier does; the first line begins at column `indent`. */
export function layOut(before: string, code: Code, after: string, space: Space): string[] {
  const flat = flatten(code);
  if (flat !== null && space.indent + before.length + flat.length + after.length <= space.width)
    return [before + flat + after];
  if (typeof code === "string") return [before + code + after];
  if (code.kind === "object" && before.endsWith(" = ") && space.indent + before.length >= space.width)
    return [before.trimEnd(), ...inner(layOut("", code, after, deeper(space)))];
  switch (code.kind) {
    case "call":
      return layOutCall(before, code, after, space);
    case "object":
      return [`${before}{`, ...code.entries.flatMap((entry) => inner(layOutEntry(entry, deeper(space)))), `}${after}`];
    case "arrow":
      return layOutArrow(before, code, after, space);
    case "pick":
      return layOut(before, code.of, `[${code.by}]${after}`, space);
    case "assign":
      return [`${before}${code.left} =`, ...inner([`${code.right};${after}`])];
    case "if":
      return layOutIf(code, space);
  }
}

function layOutIf({ terms, body }: IfCode, space: Space): string[] {
  const flat = `if (${terms.join(" && ")}) {`;
  const lines = inner(layOutStatements(body, deeper(space)));
  if (space.indent + flat.length <= space.width) return [flat, ...lines, "}"];
  const broken = terms.map((term, at) => (at < terms.length - 1 ? `${term} &&` : term));
  return ["if (", ...inner(broken), ") {", ...lines, "}"];
}

function layOutStatements(body: readonly Code[], space: Space): string[] {
  return body.flatMap((statement) => layOut("", statement, "", space));
}

/** How wide lines may be, and at which column they begin. */
export interface Space {
  readonly indent: number;
  readonly width: number;
}

function layOutCall(before: string, code: CallCode, after: string, space: Space): string[] {
  const last = code.arguments.at(-1);
  const first = code.arguments.slice(0, -1).map(flatten);
  if (last !== undefined && canHug(last) && !first.includes(null)) {
    const head = `${before}${code.callee}(${first.map((text) => `${text}, `).join("")}`;
    const hugged = layOut(head, last, `)${after}`, space);
    if (space.indent + hugged[0]!.length <= space.width) return hugged;
  }
  const lines = code.arguments.flatMap((argument) => inner(layOut("", argument, ",", deeper(space))));
  return [`${before}${code.callee}(`, ...lines, `)${after}`];
}

/** Objects and functions at the end of a call stay on the line of the call. */
function canHug(code: Code): boolean {
  return typeof code !== "string" && (code.kind === "object" || code.kind === "arrow");
}

function layOutEntry([key, value]: ObjectCode["entries"][number], space: Space): string[] {
  return layOut(`${key}: `, value, ",", space);
}

function layOutArrow(before: string, { parameters, body }: ArrowCode, after: string, space: Space): string[] {
  const head = `${before}(${parameters}) =>`;
  if (isStatements(body)) return [`${head} {`, ...inner(layOutStatements(body, deeper(space))), `}${after}`];
  const close = after.startsWith(")") ? [`${after}`] : [];
  const end = close.length > 0 ? "," : after;
  return [head, ...inner(layOut("", body, end, deeper(space))), ...close];
}

function isStatements(body: ArrowCode["body"]): body is readonly Code[] {
  return Array.isArray(body);
}

function inner(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `  ${line}`));
}

function deeper({ indent, width }: Space): Space {
  return { indent: indent + 2, width };
}

/** The code on one line; null if it cannot be. */
function flatten(code: Code): string | null {
  if (typeof code === "string") return code;
  switch (code.kind) {
    case "call": {
      const parts = code.arguments.map(flatten);
      return parts.includes(null) ? null : `${code.callee}(${parts.join(", ")})`;
    }
    case "object": {
      const parts = code.entries.map(([key, value]) => [key, flatten(value)] as const);
      if (code.open || parts.some(([, value]) => value === null)) return null;
      return `{ ${parts.map(([key, value]) => `${key}: ${value}`).join(", ")} }`;
    }
    case "pick": {
      const of = flatten(code.of);
      return of === null ? null : `${of}[${code.by}]`;
    }
    case "assign":
      return `${code.left} = ${code.right};`;
    case "if":
      return null;
    case "arrow": {
      const body = isStatements(code.body) ? null : flatten(code.body);
      return body === null ? null : `(${code.parameters}) => ${body}`;
    }
  }
}
