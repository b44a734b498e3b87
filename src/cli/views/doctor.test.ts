import { expect, test } from "vitest";
import { frame } from "../../../test/fakes/frame.ts";
import { findings } from "../../../test/fakes/sample-desk.ts";
import { doctorLines } from "./doctor.ts";

test("problems come first, with effect and remedy, then what is fine", () => {
  expect(doctorLines(findings, frame()).join("\n")).toBe(
    `
1 problem, 2 fine

✗ Bank data: 6 days old (last line 27 May)
  Effect  1 reminder held, so nobody who paid is chased. Nothing else.
  Do      put the bank's CSV into ~/Mainstay/studio/in/bank

✓ mail in  2 min ago, 14 today (usual 12)
✓ history  unaltered`.trimStart(),
  );
});

test("without problems it says so in one line", () => {
  const fine = findings.filter(({ ok }) => ok);
  expect(doctorLines(fine, frame())[0]).toBe("All 2 checks fine");
});
