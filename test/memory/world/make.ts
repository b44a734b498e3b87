import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { consultantFiles } from "./world.ts";

/** Writes examples/consultant anew, after a change of what it is made from. */
const folder = path.resolve(import.meta.dirname, "../../../examples/consultant");
mkdirSync(folder, { recursive: true });
for (const [name, text] of consultantFiles()) writeFileSync(path.join(folder, name), text);
