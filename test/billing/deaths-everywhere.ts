import assert from "node:assert/strict";
import { play } from "../engine/sweep.ts";
import { billing, type Outside, prepared, studioFiles, timeless } from "./deaths.ts";

/** Dies at every commit of the billing in turn, before it and after it. Exits 1 where an end differs. */
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
