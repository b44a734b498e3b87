import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { now } from "../../../test/fakes/sample-day.ts";
import { edits } from "../../../test/fakes/sample-job.ts";
import { editLines } from "./edits.ts";

const timeZone = "Europe/Berlin";

test("what she changed stands under its job, as it was and as she left it", () => {
  expect(editLines({ edits, now, timeZone }, frame()).join("\n")).toBe(
    `
Mon 16:41  Onboard Nordlicht Coffee · 12
 - project.deadline  15 July
 + project.deadline  18 July
`.trim(),
  );
});

test("of a forgotten client nothing is left of it", () => {
  const gone = edits.map((edit) => ({ ...edit, changes: [] }));
  expect(editLines({ edits: gone, now, timeZone }, frame())[1]).toContain("was forgotten");
});

test("where nothing was changed, that is said", () => {
  expect(editLines({ edits: [], now, timeZone }, frame())).toEqual(["You changed no draft yet"]);
});
