import { expect, test } from "vitest";
import { studio } from "../bad-input/company.ts";

const goOn = "npx mainstay resume process onboard-client";

test("CT2: a pause stands on every screen, with the command that ends it", async () => {
  const company = await studio();
  const why = ["--because", "on the train"];
  const paused = await company.type("pause", "process", "onboard-client", ...why);
  expect(paused.out).toContain(`  go on: ${goOn}`);
  const inbox = await company.type("inbox");
  expect(inbox.out).toMatch(/^PAUSED process onboard-client: on the train\n {2}go on: /);
  expect(inbox.out).toContain(goOn);
  expect((await company.type("runs")).out).toContain("paused · waiting for your answer");
  expect((await company.type("runs", "--status", "paused")).out).toContain("paused");
  expect((await company.type("runs", "--status", "waiting")).out).toBe("No jobs\n");
  const [job] = JSON.parse((await company.type("runs", "--json")).out);
  const shown = await company.type("show", `${job.number}`);
  expect(shown.out).toContain(goOn);
  const doctor = await company.type("doctor");
  expect(doctor.out.replaceAll(/\s+/g, " ")).toContain(goOn);
});

test("who resumes everything is told what exactly is paused", async () => {
  const company = await studio();
  await company.type("pause", "process", "onboard-client");
  const all = await company.type("resume");
  expect(all.err + all.out).toContain("it is not paused");
  expect((all.err + all.out).replaceAll(/\s+/g, " ")).toContain(goOn);
  expect((await company.type("resume", "process", "onboard-client")).code).toBe(0);
  expect((await company.type("inbox")).out).not.toContain("PAUSED");
});

test("a rollback names what it paused", async () => {
  const company = await studio();
  await company.change("runbooks/onboard-client.yaml", "sla: PT4H", "sla: PT5H");
  await company.type("apply");
  const { out } = await company.type("rollback");
  expect(out).toContain("PAUSED process onboard-client");
  expect(out).toContain(goOn);
});
