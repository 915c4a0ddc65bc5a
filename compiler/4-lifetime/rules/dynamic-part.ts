import { spanOf } from "../../2-bind/model.ts";
import { isDynamic, pathsIn, shapingExpressions } from "../mentions.ts";
import { statementsOf } from "../members.ts";
import { placeOf, type Rule } from "../project.ts";
import { fixAtRealize } from "../reword.ts";

/** Parts are made by init and realize; none can come, go or change its size while the device is realized (lifetimes, section 4.4). */
export const dynamicPart: Rule = {
  check({ type }, _project, log) {
    for (const { node, owner, conditions } of statementsOf(type)) {
      if (!("name" in node) || !node.name) continue;
      const places = [...conditions, ...shapingExpressions(node)].flatMap((shape) => [...pathsIn(shape)]);
      const path = places.find((one) => isDynamic(type.members.get(one.root.text)));
      if (!path) continue;
      const prop = type.members.get(path.root.text)!;
      const related = [{ span: placeOf(prop), message: "it can be set while the device is realized" }];
      const fixes = [fixAtRealize(prop)];
      const blanks = { name: node.name.text, prop: prop.name };
      log.report("lifetime/dynamic-part", spanOf(owner.file, path), blanks, { related, fixes });
    }
  },
};
