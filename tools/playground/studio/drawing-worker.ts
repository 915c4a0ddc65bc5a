import { drawSvg } from "../../graph/svg.ts";
import { type DrawingTasks } from "./questions.ts";
import { serve } from "./serve.ts";

serve<DrawingTasks>({ draw: (dot) => drawSvg(dot) });
