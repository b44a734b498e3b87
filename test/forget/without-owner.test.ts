import { expect, test } from "vitest";
import { newStudio, openIn, quiet } from "../bad-input/company.ts";

test("OW1: without an owner the decision is recorded, and the next one carries it out", async () => {
  const company = await newStudio();
  const opened = await openIn(company);
  await opened.desk.apply({ dryRun: false, runs: "finish" });
  await opened.owner.start();
  await quiet(opened);
  await opened.close();

  const shown = await company.type("forget", "ana@ruizysenal.example");
  expect([shown.code, shown.err]).toEqual([0, ""]);
  expect(shown.out).toContain("Forgetting Ruiz y Señal, for good");
  expect(shown.out).toContain("Ends     job");
  expect(shown.out.replaceAll(/\s+/g, " ")).toContain("--end-jobs --yes-forget 'Ruiz y Señal'");
  const busy = await company.type("forget", "ana ruiz", "--yes-forget", "Ruiz y Señal");
  expect(busy.code).toBe(1);
  expect(busy.out).toContain("under way");
  const wrong = await company.type("forget", "ana ruiz", "--end-jobs", "--yes-forget", "Ana");
  expect(wrong.code).toBe(1);
  expect(wrong.out.replaceAll(/\s+/g, " ")).toContain('confirm with exactly "Ruiz y Señal"');
  const done = await company.type(
    "forget",
    "ana ruiz",
    "--end-jobs",
    "--yes-forget",
    "ruiz y señal",
  );
  expect([done.code, done.err]).toEqual([0, ""]);
  expect(done.out).toContain("their jobs end, then they are forgotten");
  expect((await company.type("forget", "ana ruiz")).out).toContain("it is not finished yet");

  const next = await openIn(company);
  await next.owner.start();
  await quiet(next);
  await next.owner.forgetting.settled();
  await next.close();
  const again = await company.type("forget", "ana@ruizysenal.example");
  expect(again.out).toContain("This client was forgotten on");
  const nobody = await company.type("forget", "Ana Ruiz");
  expect(nobody.code).toBe(1);
  expect(nobody.err + nobody.out).toContain('There is no client "Ana Ruiz"');
});
