import { expect, test } from "vitest";
import { isInDataFolder } from "../../src/engine/effect/past.ts";
import { receive } from "../../src/engine/intake/receive.ts";
import type { Rule } from "../../src/policy/rule.ts";
import type { Settings } from "../../src/workspace/release.ts";
import { withhold } from "../../src/engine/effect/leaving.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import { type Company, type CompanyOptions, hour, monday, open, plan } from "./company.ts";
import { copyOf, restored } from "./copied.ts";
import { act, parallel } from "./nodes.ts";
import { actAt, answer, asked, letGo, mend, take, tokenAt } from "./operator.ts";
import { operator } from "../../src/engine/who.ts";

/** A mail leads to an act. What is to come of it policy says. */
const byMail = plan("mailed", [act("send", { to: "a@b.example", occasion: "May" })], {
  triggers: [{ on: "event", type: "mail.received", when: null }],
});

const demand = (verdict: Rule["verdict"]): Partial<Rule> => ({
  id: verdict,
  verdict,
  actions: ["world.*"],
});

type Lived = { world: World; company: Company };

/**
 * A backup of Monday at eight, taken before or while the mail was worked on; then she says yes and
 * the act happens; then the backup is restored.
 */
async function restoredAfter(
  when: "before" | "asked",
  more: ScriptedOptions = {},
  rules: Partial<Rule>[] = [demand("ask")],
): Promise<Lived> {
  const world = new World();
  const options: CompanyOptions = {
    plans: [byMail],
    rules,
    connectors: { world: scriptedConnector(world, { dedupes: false, ...more }) },
  };
  const old = await open(options);
  world.now = () => old.clock.now();
  const before = await copyOf(old.store);
  await old.arrive("mail.received", "<m1@x>");
  const [run] = await old.runsOf("mailed");
  const store = when === "before" ? before : await copyOf(old.store);
  await answer(old, run!.id, tokenAt(run!, "send"));
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await open({ ...options, store, at: monday + 2 * hour, process: "p2" });
  world.now = () => company.clock.now();
  return { world, company };
}

async function admit({ company }: Lived): Promise<void> {
  await company.owner.admit(true);
  await company.stirred();
  await company.settled();
}

/** The mail lies in the mailbox since then. */
async function readAgain({ company }: Lived): Promise<void> {
  const mail = { type: "mail.received", externalId: "<m1@x>", addresses: [], answers: [] };
  await receive(company.owner.office, "inbox", {
    ...mail,
    occurredAt: monday,
    content: {},
    raw: null,
  });
  await company.settled();
}

async function mailed({ company }: Lived) {
  const run = (await company.runsOf("mailed"))[0];
  if (run === undefined) throw new Error("The mail led to nothing");
  return { run, sent: actAt(run, "send"), token: tokenAt(run, "send") };
}

const items = async ({ company }: Lived) =>
  (await company.owner.store.find({ table: "item", where: { status: "open" } })).map(
    ({ kind }) => kind,
  );

test.each(["ask", "byHand", "forbid"] as const)(
  "PA4: what has happened is found, whatever policy says of it now: %s",
  async (verdict) => {
    const lived = await restoredAfter("before");
    await lived.company.activate({ rules: [demand(verdict)] });
    await admit(lived);
    await readAgain(lived);
    const { run, sent } = await mailed(lived);
    expect([sent.status, sent.attempts, run.status]).toEqual(["applied", 0, "completed"]);
    expect(await items(lived)).toEqual([]);
    expect((await lived.company.ledger()).map(({ type }) => type)).not.toContain(
      "approval.requested",
    );
    expect(lived.world.acts).toHaveLength(1);
  },
);

test("PA4: what is proven absent goes the way it was judged: she is asked, and her yes sends it", async () => {
  const lived = await restoredAfter("before");
  lived.world.acts.splice(0);
  lived.world.lookupDown = true;
  await admit(lived);
  await readAgain(lived);
  const { run, token } = await mailed(lived);
  expect((await asked(lived.company, run.id, token)).status).toBe("none");
  lived.world.lookupDown = false;
  await lived.company.at(monday + 3 * hour);
  expect(await answer(lived.company, run.id, token)).toBe("");
  expect((await mailed(lived)).sent).toMatchObject({ status: "applied", attempts: 1 });
  expect(lived.world.acts).toHaveLength(1);
});

test.each([
  ["permit", "applied"],
  ["byHand", "held"],
  ["forbid", "forbidden"],
] as const)("PA4: what is proven absent and policy says %s of is %s", async (verdict, status) => {
  const lived = await restoredAfter("before", { businessKey: "occasion" });
  lived.world.acts.splice(0);
  await lived.company.activate({ rules: [demand(verdict)] });
  await admit(lived);
  await readAgain(lived);
  expect((await mailed(lived)).sent.status).toBe(status);
});

test("PA4: where nothing is proven she is asked what became of it, and not whether to do it", async () => {
  const lived = await restoredAfter("before", { lookup: "presence" });
  lived.world.acts.splice(0);
  await admit(lived);
  await readAgain(lived);
  const { run, token, sent } = await mailed(lived);
  expect([sent.status, sent.held]).toEqual(["held", "restored"]);
  expect(await items(lived)).toEqual(["held-restored"]);
  expect(await take(lived.company, run.id, "send")).toBe("effect_in_doubt");
  expect(await mend(lived.company, run.id, "send")).toBe("effect_in_doubt");
  expect(await letGo(lived.company, run.id, token, "done", { id: "x" })).toBe("");
  expect((await mailed(lived)).run.status).toBe("completed");
});

test("PA4: no answer ends what was asked about before the restore, until it was looked up", async () => {
  const lived = await restoredAfter("asked");
  const { company, world } = lived;
  world.lookupDown = true;
  await admit(lived);
  const { run, token } = await mailed(lived);
  const edited = { to: "c@d.example", occasion: "May" };
  expect(await answer(company, run.id, token, { answer: "deny" })).toBe("not_looked_up");
  expect(await answer(company, run.id, token, { answer: "edit", value: edited })).toBe(
    "not_looked_up",
  );
  expect(await take(company, run.id, "send")).toBe("not_looked_up");
  expect(await mend(company, run.id, "send")).toBe("not_looked_up");
  world.lookupDown = false;
  await company.at(monday + 3 * hour);
  expect((await mailed(lived)).sent).toMatchObject({ status: "applied", attempts: 0 });
  expect(await items(lived)).toEqual([]);
  expect(world.acts).toHaveLength(1);
});

test("PA4: what she takes back meanwhile is not said to be here; it is found, and done", async () => {
  const lived = await restoredAfter("asked", { holdMs: hour }, []);
  lived.world.lookupDown = true;
  await admit(lived);
  const { company, world } = lived;
  const { run, token, sent } = await mailed(lived);
  // It left an hour after the backup.
  const { digest } = sent.proposal;
  world.acts.push({ ...world.acts[0]!, token, digest, result: { id: "x" }, visibleFrom: 0 });
  const { result } = await company.owner.office.book.turn(operator, (turn) =>
    withhold(turn, company.owner.office, run.id, token),
  );
  expect(result).toMatchObject({
    ok: true,
    message: expect.stringContaining("whether it left before the restore") as string,
  });
  lived.world.lookupDown = false;
  await company.at(monday + 4 * hour);
  expect((await mailed(lived)).sent).toMatchObject({ status: "applied", attempts: 0 });
  expect(lived.world.acts).toHaveLength(1);
});

test("PA4: her yes may come first; it leaves only if it had not left", async () => {
  const lived = await restoredAfter("asked");
  lived.world.lookupDown = true;
  await admit(lived);
  const { run, token } = await mailed(lived);
  expect(await answer(lived.company, run.id, token)).toBe("");
  lived.world.lookupDown = false;
  await lived.company.at(monday + 3 * hour);
  expect((await mailed(lived)).sent).toMatchObject({ status: "applied", attempts: 0 });
  expect(lived.world.acts).toHaveLength(1);
});

test("SK5, OC3: what is found takes the occasion from what only waited for it", async () => {
  const world = new World();
  const may = { to: "a@b.example", occasion: "May" };
  const both = plan("both", [parallel("p", { one: [act("a", may)], two: [act("b", may)] })], {
    triggers: [{ on: "event", type: "mail.received", when: null }],
  });
  const options: CompanyOptions = {
    plans: [both],
    rules: [demand("ask")],
    connectors: { world: scriptedConnector(world, { dedupes: false, businessKey: "occasion" }) },
  };
  const old = await open(options);
  world.now = () => old.clock.now();
  const store = await copyOf(old.store);
  await old.arrive("mail.received", "<m1@x>");
  const [before] = await old.runsOf("both");
  await answer(old, before!.id, tokenAt(before!, "p/two/b"));
  expect(world.acts).toHaveLength(1);
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await open({ ...options, store, at: monday + 2 * hour, process: "p2" });
  world.now = () => company.clock.now();
  const lived = { world, company };
  await admit(lived);
  await readAgain(lived);
  const runNow = async () => (await company.runsOf("both"))[0]!;
  const run = await runNow();
  expect(actAt(run, "p/two/b").status).toBe("applied");
  // The first proposed held the occasion while it was looked up, and had not happened.
  await answer(company, run.id, tokenAt(run, "p/one/a"));
  expect(actAt(await runNow(), "p/one/a")).toMatchObject({ status: "held", held: "conflict" });
  expect(world.acts).toHaveLength(1);
});

test("PA4: while it is looked up it holds its occasion", async () => {
  const lived = await restoredAfter("before", { businessKey: "occasion" });
  const { company, world } = lived;
  await company.activate({ rules: [] });
  world.lookupDown = true;
  await admit(lived);
  await readAgain(lived);
  const past = await mailed(lived);
  expect(past.sent.status).toBe("proposed");
  await company.at(monday + 2 * hour + 1_000);
  await company.arrive("mail.received", "<m2@x>");
  const other = (await company.runsOf("mailed")).find(({ id }) => id !== past.run.id);
  expect(actAt(other!, "send")).toMatchObject({ status: "held", held: "conflict" });
  expect(world.acts).toHaveLength(1);
});

test.each([
  ["site", true],
  ["a/site.git", true],
  ["/srv/site.git", false],
  ["git@host:me/site.git", false],
  ["ssh://git@host/me/site.git", false],
  ["https://host/me/site.git", false],
])("PA3: the repository %j came back with the data folder: %j", (repository, inside) => {
  const git = { name: "git", use: "git", version: "v1", settings: { repository, posts: "posts" } };
  // Nothing else of the settings is read.
  const settings = { connectors: { git } } as unknown as Settings;
  expect(isInDataFolder({ settings }, "git")).toBe(inside);
});
