import { expect, test, vi } from "vitest";
import { Alarm } from "../../src/engine/alarm.ts";
import { controlStream } from "../../src/engine/streams.ts";
import { open, plan } from "./company.ts";

test("A6: twenty faults within a minute ring, the same number over an hour does not", () => {
  const rings = (step: number) => {
    const alarm = new Alarm();
    return Array.from({ length: 20 }, (_, i) => alarm.note(i * step)).filter(Boolean).length;
  };
  expect(rings(1_000)).toBe(1);
  expect(rings(180_000)).toBe(0);
});

test("A6, OWN5: a systemic failure pauses the workspace by itself, until she resumes", async () => {
  const company = await open({ plans: [plan("none", [])] });
  for (let i = 0; i < 20; i += 1) company.owner.office.fault(new Error("broken"), "testing");
  const paused = async () => (await company.owner.office.book.read(controlStream)).paused;
  await vi.waitFor(async () => expect(await paused()).toHaveProperty("everything"));
  expect(company.faults).toHaveLength(20);
});
