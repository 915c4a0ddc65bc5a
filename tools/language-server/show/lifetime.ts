import { type LifetimeNode, type TypeEntity } from "qdl";
import { endsOf, keepersOf } from "../../graph/facts.ts";
import { type Declaration } from "../names/declaration.ts";
import { type Project } from "../project.ts";

/** Who keeps what a declaration stands for alive, and what ends it, in sentences. */
export function lifetimeOf({ meaning, name, type }: Declaration, project: Project): string[] {
  if (meaning === "type") return homesOf(type!, project);
  if (meaning !== "member" || !type || type.file.core || (type.family && !type.variant)) return [];
  const graph = project.now.graphOf(type);
  const node = graph.root.parts.get(name.text);
  if (!node) return [];
  const nameOf = (other: LifetimeNode) => (other === graph.root ? type.name : other.path);
  const keepers = keepersOf(node, graph).map(({ by, how }) => `\`${nameOf(by)}\` ${how}`);
  const home = node.storage && node.storage === graph.root.storage ? `Embedded in \`${type.name}\`; kept` : "Kept";
  const kept = node.kind === "handle" || keepers.length === 0 ? [] : [`${home} alive by ${keepers.join("; ")}.`];
  return [...kept, ...endsOf(node, graph)];
}

/** As many homes as are named; of the others the number. */
const named = 5;

/** Where instances of a type are parts of others. */
function homesOf(type: TypeEntity, project: Project): string[] {
  const homes = project.now.checked.flatMap(({ types }) =>
    types.flatMap(({ entity, children }) =>
      children
        .filter((child) => child.type === type || child.arms?.some((arm) => arm.type === type))
        .map(({ node }) => ({ way: node.storage, text: `\`${node.name.text}\` of \`${entity.name}\`` })),
    ),
  );
  const sentence = (way: string, words: string) => {
    const of = homes.filter((home) => home.way === way).map(({ text }) => text);
    const more = of.length > named ? ` and ${of.length - named} more` : "";
    return of.length === 0 ? [] : [`${words} ${of.slice(0, named).join(", ")}${more}.`];
  };
  return [...sentence("embed", "Embedded as"), ...sentence("own", "Owned as")];
}
