import { expect, test } from "vitest";
import type { Executor } from "../../src/agent/contract.ts";
import { modelAgent } from "../../src/agent/model-agent.ts";
import type { FactHistory, FactsView } from "../../src/api/contract/facts.ts";
import type { Rule } from "../../src/policy/rule.ts";
import type { Node } from "../../src/kernel/plan.ts";
import type { Pack } from "../../src/value/pack.ts";
import { newStudio } from "../bad-input/company.ts";
import { agent, type Company, open, plan } from "../engine/company.ts";
import { act, record, write } from "../engine/nodes.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { only, scriptedModel, tier, timeless } from "../fakes/scripted-model.ts";

/** A field that its schema calls secret: no model is told it, no list shows it, no act takes it along. */
const schemas = {
  preference: {
    type: "object",
    properties: {
      pin: { type: "string", "x-mainstay": { sensitivity: "secret" } },
      paper: { type: "string" },
    },
  },
};

async function company(steps: Node[], rules: Partial<Rule>[] = []) {
  const world = new World();
  const model = scriptedModel([{ answer: { ok: true } }]);
  const writer = agent("writer", [{ kind: "model", tier: "small", prompt: "Write" }], {
    contextTokens: 500,
  });
  const c = await open({
    plans: [plan("job", [record("noted", "preference", null, "house"), ...steps])],
    agents: [writer],
    connectors: { world: scriptedConnector(world) },
    executors: new Map<Executor["kind"], Executor>([["model", modelAgent(only(model), timeless)]]),
    settings: { models: { small: tier } },
    schemas,
    rules,
  });
  return { c, model, world };
}

const known = record("known", "preference", { pin: "quizzelfrost", paper: "uncoated" }, "house");

async function run(c: Company) {
  await c.activate({ plans: [plan("notes", [known]), ...plansOf(c)] });
  await c.start("notes", {}, "n");
  return c.run(await c.start("job"));
}

const plansOf = ({ owner }: Company) => Object.values(owner.office.active.plans);

test("CX5: a secret is not told to a model beside its input; the pack names that there is one", async () => {
  const { c, model } = await company([write("draft", { with: { about: "pin" } })]);
  const { steps } = await run(c);
  expect(steps["draft"]).toMatchObject({ status: "done" });
  expect(model.asked[0]?.prompt).toMatch(/preference\.paper: uncoated/);
  expect(model.asked[0]?.prompt).not.toMatch(/quizzelfrost/);
  const packs = (await c.ledger()).flatMap(({ data }) => (data["pack"] ?? []) as unknown as Pack);
  expect(packs).toMatchObject([
    { dropped: [{ ref: { kind: "fact", field: "pin" }, why: "secret" }] },
  ]);
});

test.each([
  ["itself", "{{ noted.pin }}"],
  ["within a text", "The pin is {{ noted.pin }}."],
  ["with all else", "{{ noted }}"],
])("a model that would be given a secret %s is not asked: the step is hers", async (_, given) => {
  const { c, model } = await company([write("draft", { with: { given } })]);
  const { steps } = await run(c);
  expect(model.asked).toEqual([]);
  expect(steps["draft"]).toMatchObject({ status: "form" });
});

test("a model that is given what is not secret of the same record is asked", async () => {
  const { c, model } = await company([write("draft", { with: { given: "{{ noted.paper }}" } })]);
  await run(c);
  expect(model.asked).toHaveLength(1);
});

test("JU5: an act takes no secret along, unless a rule that reads secrets lets it", async () => {
  const sent = act("sent", { to: "{{ noted.pin }}" });
  const { c, world } = await company([sent]);
  const { effects } = await run(c);
  expect(Object.values(effects)).toMatchObject([{ status: "forbidden" }]);
  expect(world.acts).toEqual([]);
  const rules: Partial<Rule>[] = [
    { id: "pins", verdict: "permit", actions: ["world.act"], when: "'/to' in secrets" },
  ];
  const other = await company([sent], rules);
  await run(other.c);
  expect(other.world.acts).toMatchObject([{ args: { to: "quizzelfrost" } }]);
});

test("a list and a history show a secret only where it is asked for; so does what is taken out", async () => {
  const company = await newStudio();
  await company.write("schemas/preference.json", JSON.stringify(schemas.preference));
  await company.type("apply");
  await company.type("fact", "set", "preference.pin", "quizzelfrost");
  await company.type("fact", "set", "preference.paper", "uncoated");
  for (const words of [["facts"], ["fact", "why", "preference.pin"]]) {
    const { out } = await company.type(...words);
    expect(out).toMatch(/secret: --secret shows it/);
    expect(out).not.toMatch(/quizzelfrost/);
    expect((await company.type(...words, "--secret")).out).toMatch(/quizzelfrost/);
    expect((await company.type(...words, "--json")).out).not.toMatch(/quizzelfrost/);
    expect((await company.type(...words, "--json", "--secret")).out).toMatch(/quizzelfrost/);
  }
  const listed = JSON.parse((await company.type("facts", "--json")).out) as FactsView;
  expect(listed.records[0]?.facts).toContainEqual(
    expect.objectContaining({ field: "pin", value: null, secret: true }),
  );
  const told = JSON.parse(
    (await company.type("fact", "why", "preference.pin", "--json")).out,
  ) as FactHistory;
  expect(told.versions).toMatchObject([{ value: null, secret: true, holds: true }]);
  expect((await company.type("memory", "export", "--facts")).out).not.toMatch(/pin|quizzelfrost/);
  expect((await company.type("memory", "export", "--facts", "--secret")).out).toMatch(
    /quizzelfrost/,
  );
});
