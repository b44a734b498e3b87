import { expect, test } from "vitest";
import { address, approveAll, companyOf, name, write } from "./client.ts";

const yes = { client: address, confirm: name, endJobs: true };

test("FG2: an undo in doubt holds it up: inbox, item and doctor say so until she has decided", async () => {
  const { company, desk, world } = await companyOf({ waits: true });
  await write(company, "m1");
  await approveAll(company, desk);
  world.lookupDown = true;
  world.planUndo("after");
  const said = await desk.forget(yes);
  expect(said.message).toContain("they are forgotten as soon as their jobs have ended (1)");
  const { warnings, lines } = await desk.inbox();
  expect(warnings).toEqual([
    `Forgetting ${name}, begun on 1 June 2026, waits for job 1: see "mainstay show 1"`,
  ]);
  const [line] = lines;
  expect(lines).toHaveLength(1);
  expect(line).toMatchObject({
    kind: "unknown",
    notes: expect.arrayContaining(["forgetting them waits for this"]),
  });
  const item = await desk.item(line?.number ?? 0);
  expect(item.ifIgnored).toBe("it waits here, and they are not forgotten before it is decided");
  const told = async () => (await desk.doctor()).filter((found) => found.name === "forgetting");
  expect(await told()).toMatchObject([
    { ok: false, remedy: 'Decide what is asked in job 1: "mainstay show 1"' },
  ]);
  // As the remedy says.
  expect(await desk.answer(item.number, { answer: "skip", digest: item.digest })).toMatchObject({
    ok: true,
  });
  await company.settled();
  await company.owner.forgetting.settled();
  expect(await company.events()).toContain("subject.forgotten");
  expect(await told()).toEqual([]);
  expect((await desk.inbox()).warnings).toEqual([]);
});
