import assert from "node:assert/strict";
import { commandLine } from "../command-line.ts";
import { play } from "../engine/sweep.ts";
import { billing, type Outside, prepared, studioFiles, timeless } from "./deaths.ts";

commandLine(
  { options: {} },
  `Bills a month and dies at every commit of it in turn, before it and after it.

  npm run deaths    all of them; there is nothing to choose

Exit code: 0 if every end is the same, 1 if one differs, 2 for a wrong command.`,
);

const files = await studioFiles();
const outsides: Outside[] = [];
const scenario = billing(outsides);

async function once(death: { commit: number; when: "before" | "after" } | null) {
  const outside = await prepared(files);
  outsides.push(outside);
  try {
    return await play(scenario, (life) => (life === 1 ? death : null));
  } finally {
    outside.remove();
  }
}

const calm = timeless(await once(null));
let deaths = 0;
for (const when of ["before", "after"] as const) {
  for (let commit = 1; ; commit += 1) {
    const played = await once({ commit, when });
    if (played.lives === 1) break;
    deaths += 1;
    try {
      assert.deepEqual(timeless(played), calm);
    } catch (error) {
      console.error(`Died ${when} commit ${commit}: it ends otherwise\n${String(error)}`);
      process.exitCode = 1;
    }
  }
}
console.log(
  `${deaths} deaths during billing, ${process.exitCode === 1 ? "not all" : "all"} with the same end`,
);
