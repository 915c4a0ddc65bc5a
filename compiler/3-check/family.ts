import { spanOf, type TypeEntity } from "../2-bind/model.ts";
import { type Details, Log } from "../diagnostics/log.ts";
import { type Code, type BlanksOf } from "../diagnostics/catalogue.ts";
import { type Span } from "../source.ts";
import { noBuses } from "./buses.ts";
import { type CheckedType } from "./checked.ts";
import { evaluateAs } from "./evaluate.ts";
import { leftOpen } from "./interfaces.ts";
import { fits } from "./properties.ts";
import { checkPropertyType, propertyValue } from "./property-value.ts";
import { type Scope } from "./scope.ts";

/** A log that says of every report for which member of a family it was made. */
class MemberLog extends Log {
  readonly #outer: Log;
  readonly #place: { readonly span: Span; readonly message: string };

  constructor(outer: Log, type: TypeEntity) {
    super();
    this.#outer = outer;
    this.#place = { span: spanOf(type.file, type.node.name), message: `for this member, \`${type.name}\`` };
  }

  override report<C extends Code>(code: C, span: Span | undefined, blanks: BlanksOf<C>, details: Details = {}): void {
    const related = span?.start === this.#place.span.start ? [] : [this.#place];
    this.#outer.report(code, span, blanks, { ...details, related: [...(details.related ?? []), ...related] });
  }
}

/** The scope of a type: reports of a member of a family name it. */
export function memberScope(scope: Scope): Scope {
  return scope.type?.variant ? { ...scope, log: new MemberLog(scope.log, scope.type) } : scope;
}

/** A family itself: nothing is laid out before its constants are known, so its class has only what it extends. */
export function familyShell(entity: TypeEntity, words: number, typename: string): CheckedType {
  return {
    entity,
    typename,
    base: entity.base,
    words,
    props: [],
    methods: [],
    left: leftOpen(entity),
    relations: [],
    states: [],
    banks: [],
    regions: [],
    spaces: [],
    unimplemented: [],
    gates: [],
    lines: [],
    clocks: [],
    timers: [],
    onBuses: noBuses,
    ports: [],
    children: [],
    narrowed: [],
    resets: [],
    aliases: [],
    connections: [],
    mappings: [],
    realizeOrder: null,
    unparentOrder: [],
    defaults: [],
    hooks: [],
  };
}

/** Reports a family without members, which nobody would check, and one that pretends to be a type that can be made. */
export function checkFamily(entity: TypeEntity, types: readonly TypeEntity[], scope: Scope): void {
  const { name } = entity.node;
  const span = spanOf(entity.file, name);
  if (!entity.node.abstract) scope.log.report("check/family-not-abstract", span, { name: name.text });
  const used = types.some((type) => type.base === entity && (type.variant !== null || type.family));
  if (!used) scope.log.report("check/family-empty", span, { name: name.text });
  for (const node of entity.node.members) if (node.kind === "variant-const") checkPropertyType(node.type, scope);
}

/** The constants of a member of a family: each has the type, and lies in the range, that the family declares. */
export function checkVariant(entity: TypeEntity, scope: Scope): void {
  const { variant } = entity;
  if (!variant) return;
  for (let family = entity.base; family && family.family; family = family.base)
    for (const node of family.node.members) {
      if (node.kind !== "variant-const") continue;
      const name = node.name.text;
      const value = variant.settings.find(({ target }) => target.root.text === name)?.value ?? node.default;
      if (!value) continue;
      const wanted = propertyValue(node, scope);
      const found = evaluateAs(value, wanted, scope);
      const what = `\`${name}\` of \`${entity.name}\``;
      if (fits(found, wanted, value, { scope, what }) && !found.fixed)
        scope.log.report("check/not-constant", spanOf(scope.file, value), { what });
    }
}
