import { type CompilerTasks } from "./questions.ts";
import { serve } from "./serve.ts";
import { Studio } from "./studio.ts";

const studio = new Studio();

serve<CompilerTasks>({
  check: (texts) => studio.check(texts),
  sketch: ({ texts, type, depth }) => studio.sketch(texts, type, depth),
  format: (definition) => studio.format(definition),
  play: (script) => studio.play(script),
});
