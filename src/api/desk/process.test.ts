import { expect, test } from "vitest";
import { open, plan } from "../../../test/engine/company.ts";
import { approve } from "../../../test/engine/nodes.ts";
import { diagramOf, noProcess } from "./process.ts";

test("the active version of a process is drawn", async () => {
  const { owner } = await open({ plans: [plan("job", [approve("ok", {})])] });
  expect(diagramOf(owner, "job")).toContain("ok: asks");
  await owner.close();
});

test("a process that is not there is refused with those that are", async () => {
  const { owner } = await open({ plans: [plan("job", [approve("ok", {})])] });
  for (const name of ["jbo", "constructor"]) {
    expect(() => diagramOf(owner, name)).toThrow(
      `Cannot draw "${name}": there is no such process; there are: job`,
    );
  }
  await owner.close();
});

test("where there is no process at all, files are to be applied first", async () => {
  const { owner } = await open({ plans: [] });
  expect(noProcess(owner, "start", "job")).toEqual({
    code: "runbook_unknown",
    message: `Cannot start "job": there is no such process; apply your files: "mainstay apply"`,
  });
  await owner.close();
});
