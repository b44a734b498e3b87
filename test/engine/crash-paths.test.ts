import { expect, test } from "vitest";
import type { Arrival, Source } from "../../src/connectors/contract.ts";
import type { Trigger } from "../../src/kernel/plan.ts";
import { type Script, scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { agent, type Company, day, hour, monday, plan } from "./company.ts";
import { act, call, record, wait, write } from "./nodes.ts";
import { cancel, resolve, settleUndo } from "./operator.ts";
import { everyDeath, play, type Scenario } from "./sweep.ts";

/** Deaths on ways that most jobs do not go: rolling back, slots, reading a source. */
const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const sides = ["before", "after"] as const;

const part = plan("part", [act("inside", { to: "inside@x.example" })]);
const long = plan("long", [
  act("first", { to: "1@x.example", occasion: "o" }, { connector: "keyed" }),
  record("noted", "client", { stage: "active" }),
  call("part", "part"),
  act("final", { to: "2@x.example" }, { connector: "final" }),
  act("last", { to: "3@x.example" }),
  wait("rest", { on: "never" }),
]);

function rollback(undo: readonly Script[], settlesMs: number): Scenario {
  let world = new World();
  return {
    prepare() {
      world = new World();
      world.planUndo(...undo);
      const undoable = { undo: true, dedupes: false, settlesMs };
      return {
        options: {
          plans: [long, part],
          connectors: {
            world: scriptedConnector(world, undoable),
            keyed: scriptedConnector(world, {
              ...undoable,
              businessKey: "occasion",
              lookup: "presence",
            }),
            final: scriptedConnector(world, { dedupes: false }),
          },
        },
        outside: () =>
          world.acts
            .map(({ args, undone }) => `${JSON.stringify(args["to"])} ${undone !== null}`)
            .toSorted(),
      };
    },
    async play(company) {
      world.now = () => company.clock.now();
      const id = await company.start("long");
      for (let round = 0; round < 100; round += 1) {
        await company.settled();
        const [item] = await company.items();
        if (item !== undefined) {
          await truth(company, world, item);
          continue;
        }
        const run = await company.run(id);
        if (run.endedAt !== null) return;
        if (run.steps["rest"]?.status === "waiting" && run.status === "open")
          await cancel(company, id);
        const next = company.clock.next();
        if (next !== null) await company.at(next);
      }
      throw new Error("It does not come to its end");
    },
  };
}

/** The operator looks outside, and says what she sees. */
async function truth(
  company: Company,
  world: World,
  item: Readonly<Record<string, unknown>>,
): Promise<void> {
  const run = String(item["run"]);
  const token = String(item["about"]);
  const stands = world.of(token)[0];
  if (item["kind"] === "undo") {
    const back = stands === undefined || stands.undone !== null;
    await settleUndo(company, run, token, back ? "happened" : "again");
  } else if (item["kind"] === "unknown") {
    await resolve(
      company,
      run,
      token,
      stands === undefined ? "again" : "happened",
      stands?.result ?? {},
    );
  } else {
    throw new Error(`Nobody expected "${String(item["kind"])}"`);
  }
}

const cleared = [
  '"1@x.example" true',
  '"2@x.example" false',
  '"3@x.example" true',
  '"inside@x.example" true',
];

test.each(sides)(
  "EF8: a death %s any commit of a rolling back leaves nothing half undone",
  async (when) => {
    const undisturbed = await play(rollback([], 0), () => null);
    expect(undisturbed.outside).toEqual(cleared);
    const deaths = await everyDeath(rollback([], 0), when, ({ state, outside }, commit) => {
      expect
        .soft({ state, outside }, `commit ${commit}`)
        .toEqual({ state: undisturbed.state, outside: cleared });
    });
    expect(deaths).toBeGreaterThan(8);
  },
);

test.each(sides)("EF8: nor with undos that fail, die %s any commit", async (when) => {
  const scripts: Script[] = ["before", "after", "before-maybe", "late", "after-yes"];
  await everyDeath(rollback(scripts, hour), when, ({ state, outside }, commit) => {
    expect.soft(outside, `commit ${commit}`).toEqual(cleared);
    expect.soft(state.runs["long r1"], `commit ${commit}`).toMatchObject({ status: "cancelled" });
  });
});

const daily: Trigger[] = [{ on: "time", cron: "0 9 * * *", zone: "UTC", missed: "each" }];

function ticking(): Scenario {
  const world = { now: new World() };
  return {
    prepare() {
      world.now = new World();
      const tick = plan("tick", [write("text"), act("send", { to: "a@x.example" })], {
        triggers: daily,
      });
      return {
        options: {
          plans: [tick],
          agents: [writer],
          connectors: { world: scriptedConnector(world.now, { dedupes: false }) },
        },
        outside: () => world.now.acts.length,
      };
    },
    async play(company) {
      await company.at(monday + 3 * day);
      await company.at(monday + 3 * day + 2 * hour);
    },
  };
}

test.each(sides)(
  "TM2, ST1: a death %s any commit of a schedule loses no slot and runs none twice",
  async (when) => {
    const undisturbed = await play(ticking(), () => null);
    expect(undisturbed.outside).toBe(4);
    await everyDeath(ticking(), when, ({ state, outside }, commit) => {
      expect
        .soft({ state, outside }, `commit ${commit}`)
        .toEqual({ state: undisturbed.state, outside: 4 });
    });
  },
);

function mailbox(): Source {
  const mails: Arrival[] = [1, 2, 3, 4].map((n) => ({
    type: "mail.received",
    externalId: `m${n}`,
    occurredAt: monday,
    addresses: [n === 4 ? "mailto:ben@x.example" : "mailto:ana@x.example"],
    answers: [],
    content: { n },
    raw: null,
  }));
  return {
    emits: ["mail.received"],
    watches: [],
    async *scan(seen) {
      for (const mail of mails) if (!(await seen(mail.externalId))) yield mail;
    },
  };
}

function reading(): Scenario {
  return {
    prepare() {
      const onMail: Trigger[] = [{ on: "event", type: "mail.received", when: "event.n != 2" }];
      const chat = plan(
        "chat",
        [write("text"), wait("reply", { on: "mail.received", where: "event.n == 3" })],
        { triggers: onMail },
      );
      const inbox = scriptedConnector(new World(), { source: mailbox() });
      return {
        options: { plans: [chat], agents: [writer], connectors: { inbox } },
        outside: () => null,
      };
    },
    play: (company) => company.settled(),
  };
}

test.each(sides)(
  "IK1, ST8: a death %s any commit while a mailbox is read reads each mail once",
  async (when) => {
    const undisturbed = await play(reading(), () => null);
    expect(undisturbed.state.arrivals).toEqual(["delivered", "parked", "started", "started"]);
    await everyDeath(reading(), when, ({ state }, commit) => {
      expect.soft(state, `commit ${commit}`).toEqual(undisturbed.state);
    });
  },
);
