import { expect, test } from "vitest";
import type { ArrivalLine } from "../../src/api/contract/arrivals.ts";
import { quiet, studio } from "../bad-input/company.ts";
import { letters } from "./letters.ts";

const because = "a new project, for once";

test("D7, AW1: a mail that was taken for something else begins the process it is for, and that is a signal", async () => {
  const world = await letters();
  const { desk } = world.opened;
  const item = await world.mailFrom("Birch", "We need a logo. Budget 3000 EUR, by 18 July 2027.");
  const [arrival] = await desk.arrivals({ limit: 1 });
  const entry = arrival?.entry ?? 0;
  const said = { entry, as: "onboard-client", because };
  // AW2, and the remedy it names.
  const refused = await desk.reclassify(said);
  expect(refused).toMatchObject({ ok: false, code: "arrival_in_work" });
  expect(refused.message).toContain(`mainstay cancel ${item.run}`);
  expect(await desk.cancel(item.run ?? 0, because)).toMatchObject({ ok: true });
  await quiet(world.opened);
  expect(await desk.reclassify({ ...said, as: "close-month" })).toMatchObject({
    code: "process_unknown",
    message: expect.stringMatching(/follow-up, onboard-client|onboard-client/) as string,
  });
  const begun = await desk.reclassify(said);
  expect(begun).toMatchObject({ ok: true, message: expect.stringMatching(/begins job/) as string });
  await quiet(world.opened);
  expect(await desk.run(begun.number ?? 0)).toMatchObject({ runbook: "onboard-client" });
  expect((await desk.arrivals({ limit: 1 }))[0]).toMatchObject({
    fate: "started",
    because: "you said so",
    run: begun.number,
  });
  const { signals } = await desk.signals({ kind: "reclassified" });
  expect(signals).toMatchObject([
    {
      how: "taken otherwise",
      client: "Birch",
      reason: because,
      changes: [{ was: "started", is: "onboard-client" }],
    },
  ]);
  // Once: after its job was cancelled it is not begun by the same mail again.
  await desk.cancel(begun.number ?? 0, "a test");
  await quiet(world.opened);
  expect(await desk.reclassify(said)).toMatchObject({ code: "arrival_begun" });
  // AW3
  expect(await desk.reclassify({ ...said, as: null })).toMatchObject({ ok: true });
  await world.close();
  expect((await world.company.type("rebuild")).code).toBe(0);
});

test("what asks her is settled by her word on what it is; what cannot be read is no enquiry", async () => {
  const company = await studio();
  const arrivals = async (...more: string[]) =>
    JSON.parse((await company.type("arrivals", "--json", ...more)).out) as ArrivalLine[];
  const say = async (entry: number | undefined, as: string) => {
    const argv = ["reclassify", String(entry), "--as", as, "--because", because];
    const { code, out, err } = await company.type("arrivals", ...argv);
    return { code, told: `${out}${err}`.replaceAll(/\s+/g, " ") };
  };
  const [suspicious] = await arrivals("--fate", "suspicious");
  const [damaged] = await arrivals("--fate", "damaged");
  expect((await say(damaged?.entry, "onboard-client")).told).toMatch(/cannot be read/);
  const said = await say(suspicious?.entry, "none");
  expect(said.code).toBe(0);
  expect(said.told).toMatch(/nothing is done about it/);
  const shown = await company.type("show", String(suspicious?.item));
  expect(shown.out).toMatch(/you said what it is/);
  expect((await say(99_999, "none")).told).toMatch(/mainstay arrivals/);
  expect((await say(suspicious?.entry, "nonsense")).told).toMatch(/onboard-client/);
  expect((await company.type("arrivals")).out).toContain(`${suspicious?.entry} `);
});

test("a signal of what came names from whom, and says in words what became of it", async () => {
  const company = await studio();
  const { out } = await company.type("arrivals", "--json", "--fate", "ignored");
  const [ignored] = JSON.parse(out) as ArrivalLine[];
  const said = ["--as", "none", "--because", because];
  const done = await company.type("arrivals", "reclassify", String(ignored?.entry), ...said);
  expect(done.out).toBe("Noted; nothing is done about it\n");
  const told = (await company.type("signals")).out.split("\n");
  expect(told[0]).toMatch(new RegExp(`taken otherwise: what came from ${ignored?.from}$`));
  expect(told.slice(1)).toEqual([
    `   because: ${because}`,
    "   no action → nothing is done about it",
    "",
  ]);
});
