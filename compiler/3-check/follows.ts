import { holds } from "./present.ts";
import { isExact } from "./exact.ts";
import { withLocals } from "./scope.ts";
import { type Condition, everyWorld, type World } from "./worlds.ts";

/** What is to be shown: true or not in each world, by the properties that `asks` name. */
export interface Claim {
  readonly asks: readonly Condition[];
  readonly holds: (world: World) => boolean | null;
}

/** The claim that a condition holds. */
export function claimOf(condition: Condition): Claim {
  return { asks: [condition], holds: (world) => answer(condition, world) };
}

/** Whether a claim is true wherever all of `given` hold; false where that is not certain. */
export function follows(claim: Claim, given: readonly Condition[]): boolean {
  const all = [...claim.asks, ...given];
  if (given.length === 0 || !all.every(isExact)) return false;
  return everyWorld(all, (world) => given.some((one) => answer(one, world) === false) || claim.holds(world) === true);
}

function answer({ node, scope }: Condition, world: World): boolean | null {
  return holds(node, withLocals(scope, world));
}
