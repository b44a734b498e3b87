import { expect, test } from "vitest";
import { inQuarantine } from "../../src/kernel/control.ts";
import { receive } from "../../src/engine/intake/receive.ts";
import { controlStream } from "../../src/engine/streams.ts";
import { scriptedConnector, type ScriptedOptions, World } from "../fakes/scripted-connector.ts";
import { type Company, type CompanyOptions, day, hour, monday, open, plan } from "./company.ts";
import { copyOf, restored } from "./copied.ts";
import { act, approve, wait } from "./nodes.ts";
import { actAt, answer, cancel, letGo, tokenAt } from "./operator.ts";

/** An outside that acts again whenever it is called again, and a company that has lived in it. */
function outside(more: ScriptedOptions = {}, plans: CompanyOptions["plans"] = [one]) {
  const world = new World();
  const options: CompanyOptions = {
    plans,
    connectors: { world: scriptedConnector(world, { dedupes: false, ...more }) },
  };
  return { world, options };
}

const one = plan("one", [approve("ask", {}), act("send", { to: "a@b.example" })]);
const byMail = plan("mailed", [act("send", { to: "a@b.example" })], {
  triggers: [{ on: "event", type: "mail.received", when: null }],
});

async function begin(options: CompanyOptions, world: World, more: Partial<CompanyOptions> = {}) {
  const company = await open({ ...options, ...more });
  world.now = () => company.clock.now();
  return company;
}

/** Yesterday's backup: the job waits for her yes. Then, in the world that went on, she said yes. */
async function yesterday(more: ScriptedOptions = {}) {
  const { world, options } = outside(more);
  const old = await begin(options, world);
  const id = await old.start("one");
  const store = await copyOf(old.store);
  await answer(old, id, "ask");
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  return { world, options, company, id };
}

const acts = (world: World) => world.acts.length;
const admit = async (company: Company) => {
  const admitted = await company.owner.admit(true);
  await company.stirred();
  await company.settled();
  return admitted;
};

/** A mail that lies in the mailbox since then. */
async function readAgain(company: Company, externalId: string, occurredAt: number): Promise<void> {
  const mail = { type: "mail.received", externalId, occurredAt, addresses: [], answers: [] };
  await receive(company.owner.office, "inbox", { ...mail, content: {}, raw: null });
  await company.settled();
}

test("QU1, QU4: a restored company opens in quarantine, in a new epoch, and does nothing", async () => {
  const { company, id, world } = await yesterday();
  const control = await company.owner.office.book.read(controlStream);
  expect(inQuarantine(control)).toBe(true);
  expect(control.takeover).toMatchObject({ epoch: 2, why: "restored", takenAt: monday + hour });
  const [first] = (await company.ledger()).filter((event) => event.epoch === 2);
  expect(first?.type).toBe("control.quarantined");
  expect(await answer(company, id, "ask")).toBe("");
  await company.at(monday + 5 * day);
  expect(acts(world)).toBe(1);
});

test("QU2: it is not admitted while another copy may run", async () => {
  const { company } = await yesterday();
  expect(await company.owner.admit(false)).toMatchObject({ refusal: { code: "others_may_run" } });
  expect(await admit(company)).toMatchObject({ ok: true });
  expect(await company.owner.admit(true)).toMatchObject({ refusal: { code: "nothing_to_admit" } });
});

test("QU3: yesterday's backup in today's world: what was sent since is found, not sent again", async () => {
  const { company, world, id } = await yesterday();
  await admit(company);
  await answer(company, id, "ask");
  const { status, endedAt } = await company.run(id);
  expect(actAt(await company.run(id), "send")).toMatchObject({ status: "applied", attempts: 0 });
  expect([status, endedAt !== null]).toEqual(["completed", true]);
  expect(acts(world)).toBe(1);
});

test("QU3: an arrival that is read again after the restore derives the same act, which is found", async () => {
  const { world, options } = outside({}, [byMail]);
  const old = await begin(options, world);
  const store = await copyOf(old.store);
  await old.arrive("mail.received", "<m1@x>");
  await old.owner.close();
  expect(acts(world)).toBe(1);
  await restored(store, monday + hour);
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  await admit(company);
  await readAgain(company, "<m1@x>", monday);
  const [run] = await company.runsOf("mailed");
  expect(run?.status).toBe("completed");
  expect(acts(world)).toBe(1);
});

test("QU3: a cause from after the admission is no longer looked up", async () => {
  const { world, options } = outside({ lookup: "none" }, [byMail]);
  const old = await begin(options, world);
  const store = await copyOf(old.store);
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  await admit(company);
  await company.at(monday + 3 * hour);
  await company.arrive("mail.received", "<m2@x>");
  expect((await company.runsOf("mailed"))[0]?.status).toBe("completed");
  expect(acts(world)).toBe(1);
});

test.each(["presence", "none"] as const)(
  "QU5: where a look-up (%s) proves nothing, the act waits for her, and her yes counts",
  async (lookup) => {
    const { world, options } = outside({ lookup }, [
      plan("one", [act("send", { to: "a@b.example" })]),
    ]);
    const old = await begin(options, world);
    await old.control({ type: "stop", reason: "" });
    const id = await old.start("one");
    await old.control({ type: "resume", target: { kind: "everything" } });
    await old.owner.close();
    // The copy was taken while it was cleared, and the world that went on is not known.
    const { world: other, options: again } = outside({ lookup }, options.plans);
    const first = await begin(again, other);
    await first.control({
      type: "pause",
      target: { kind: "connector", name: "world" },
      reason: "",
    });
    expect(await first.start("one")).toBe(id);
    const store = await copyOf(first.store);
    await first.owner.close();
    await restored(store, monday + hour);
    const company = await begin(again, other, { store, at: monday + 2 * hour, process: "p2" });
    expect(await admit(company)).toMatchObject({ acts: { asking: 1 } });
    await company.control({ type: "resume", target: { kind: "connector", name: "world" } });
    const token = tokenAt(await company.run(id), "send");
    expect(actAt(await company.run(id), "send")).toMatchObject({
      status: "held",
      held: "restored",
    });
    expect(acts(other)).toBe(0);
    await letGo(company, id, token, "approve");
    expect(actAt(await company.run(id), "send").status).toBe("applied");
    expect(acts(other)).toBe(1);
  },
);

test("QU3: what was sent when it was copied is believed absent only once the other copy is off", async () => {
  const { world, options } = outside({}, [plan("one", [act("send", { to: "a@b.example" })])]);
  world.plan("hold");
  const frozen = await open(options);
  world.now = () => frozen.clock.now();
  void frozen.start("one").catch(() => {});
  await frozen.stirred();
  const store = await copyOf(frozen.store);
  await restored(store, monday + hour, { why: "copied", takenAt: null });
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  await company.at(monday + day);
  const [run] = await company.runsOf("one");
  expect(actAt(run!, "send").status).toBe("sent");
  // The frozen process wakes before she ends it: its call goes out, and is found.
  world.release();
  await frozen.stirred();
  await admit(company);
  const [after] = await company.runsOf("one");
  expect(actAt(after!, "send")).toMatchObject({ status: "applied", attempts: 1 });
  expect(acts(world)).toBe(1);
});

test("QU5: a look-up that fails is repeated; nothing leaves before", async () => {
  const { company, world, id } = await yesterday();
  world.lookupDown = true;
  expect(await admit(company)).toMatchObject({ ok: true });
  await answer(company, id, "ask");
  await company.at(monday + 3 * hour);
  expect(actAt(await company.run(id), "send").status).toBe("proposed");
  world.lookupDown = false;
  await company.at(monday + 4 * hour);
  expect(actAt(await company.run(id), "send").status).toBe("applied");
  expect(acts(world)).toBe(1);
});

test("QU5: absence counts only once what was on its way has settled", async () => {
  const { world, options } = outside({ settlesMs: hour }, [
    plan("one", [wait("pause", { forMs: hour }), act("send", { to: "a@b.example" })]),
  ]);
  const old = await begin(options, world);
  const id = await old.start("one");
  const store = await copyOf(old.store);
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  await admit(company);
  await company.at(monday + 2 * hour + 59 * 60_000);
  expect(acts(world)).toBe(0);
  await company.at(monday + 3 * hour);
  expect(actAt(await company.run(id), "send").status).toBe("applied");
  expect(acts(world)).toBe(1);
});

test("UN4: a job that is cancelled after a restore takes back what its backup did not know of", async () => {
  const { world, options } = outside({ undo: true }, [
    plan("one", [
      approve("ask", {}),
      act("send", { to: "a@b.example" }),
      wait("reply", { on: "mail.received" }),
    ]),
  ]);
  const old = await begin(options, world);
  const id = await old.start("one");
  await old.control({ type: "pause", target: { kind: "connector", name: "world" }, reason: "" });
  await answer(old, id, "ask");
  const store = await copyOf(old.store);
  await old.control({ type: "resume", target: { kind: "connector", name: "world" } });
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  await company.control({ type: "resume", target: { kind: "connector", name: "world" } });
  world.lookupDown = true;
  await admit(company);
  await cancel(company, id);
  expect((await company.run(id)).status).toBe("cancelling");
  world.lookupDown = false;
  await company.at(monday + 3 * hour);
  expect((await company.run(id)).status).toBe("cancelled");
  expect(world.acts[0]?.undone).not.toBeNull();
  expect(acts(world)).toBe(1);
});

test("UN4: an undo that was done since is found, and not done again", async () => {
  const { world, options } = outside({ undo: true }, [
    plan("one", [act("send", { to: "a@b.example" }), wait("reply", { on: "mail.received" })]),
  ]);
  const old = await begin(options, world);
  const id = await old.start("one");
  const store = await copyOf(old.store);
  await cancel(old, id);
  await old.owner.close();
  await restored(store, monday + hour);
  const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
  await admit(company);
  await cancel(company, id);
  expect((await company.run(id)).status).toBe("cancelled");
  expect(world.calls.filter((call) => call.startsWith("compensate"))).toHaveLength(1);
});

test("QU3: a slot of the time between is looked up like everything else", async () => {
  const daily = plan("daily", [act("send", { to: "a@b.example" })], {
    triggers: [{ on: "time", cron: "0 12 * * *", zone: "Europe/Berlin", missed: "latest" }],
  });
  const { world, options } = outside({}, [daily]);
  const old = await begin(options, world);
  const store = await copyOf(old.store);
  await old.at(monday + 3 * hour);
  await old.owner.close();
  expect(acts(world)).toBe(1);
  await restored(store, monday + 4 * hour);
  const company = await begin(options, world, { store, at: monday + 5 * hour, process: "p2" });
  expect(await company.runsOf("daily")).toEqual([]);
  await admit(company);
  expect((await company.runsOf("daily"))[0]?.status).toBe("completed");
  expect(acts(world)).toBe(1);
});

test("PA3: what lies in the data folder came back with it, so that its absence there proves nothing", async () => {
  const settings = {
    world: { name: "world", use: "x", version: "1", settings: { folder: "outbox" } },
  };
  const once = plan("one", [wait("pause", { forMs: hour }), act("send", { to: "a@b.example" })]);
  for (const outsideKept of [false, true]) {
    const { world, options } = outside({}, [once]);
    const old = await begin({ ...options, settings: { connectors: settings } }, world);
    const id = await old.start("one");
    const store = await copyOf(old.store);
    await old.owner.close();
    await restored(store, monday + hour, { outsideKept });
    const company = await begin(options, world, { store, at: monday + 2 * hour, process: "p2" });
    await admit(company);
    await company.at(monday + 3 * hour);
    const { status } = actAt(await company.run(id), "send");
    expect([status, acts(world)]).toEqual(outsideKept ? ["applied", 1] : ["held", 0]);
  }
});

test.each([
  ["fails first", true, 2],
  ["answers at once", false, 1],
])(
  "UN4: cancelling a job with a held act asks once what became of that; the look-up %s",
  async (_, down, looks) => {
    const { world, options } = outside({ lookup: "presence" }, [
      plan("one", [act("send", { to: "a@b.example" })]),
    ]);
    const rules = [{ id: "hand", verdict: "byHand", actions: ["world.*"] }] as const;
    const old = await begin(options, world, { rules });
    const id = await old.start("one");
    const store = await copyOf(old.store);
    await old.owner.close();
    await restored(store, monday + hour);
    const again = { store, at: monday + 2 * hour, process: "p2", rules };
    const company = await begin(options, world, again);
    world.lookupDown = down;
    await admit(company);
    await cancel(company, id);
    const finds = () => world.calls.filter((call) => call.startsWith("find")).length;
    expect([(await company.run(id)).status, finds()]).toEqual(["cancelling", 1]);
    world.lookupDown = false;
    await company.at(monday + 3 * hour);
    await company.at(monday + 2 * day);
    const token = tokenAt(await company.run(id), "send");
    const sent = actAt(await company.run(id), "send");
    expect([sent.status, sent.held, finds()]).toEqual(["held", "restored", looks]);
    const open = { table: "item", where: { status: "open" } };
    expect(await company.owner.store.find(open)).toMatchObject([{ kind: "held-restored" }]);
    await letGo(company, id, token, "deny");
    expect((await company.run(id)).status).toBe("cancelled");
  },
);
