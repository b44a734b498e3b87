import * as fc from "fast-check";
import { expect, test } from "vitest";
import { answerFailed, answerWait, fillForm } from "../../src/engine/answer/step.ts";
import { runOf } from "../../src/engine/streams.ts";
import type { Json } from "../../src/value/json.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { agent, type Company, open, plan } from "./company.ts";
import { act, approve, check, choose, each, parallel, record, wait, write } from "./nodes.ts";
import { answer, mend, take } from "./operator.ts";

const writer = agent("writer", [
  { kind: "template", file: "t.json", template: { said: "{{ n }}" } },
]);
const stages = { enum: ["open", "won"] };
const schemas = { client: { type: "object", properties: { stage: stages } } };

async function company(steps: Parameters<typeof plan>[1]) {
  return open({
    plans: [plan("one", steps)],
    agents: [writer],
    schemas,
    connectors: { world: scriptedConnector(new World(), { dedupes: false, undo: true }) },
    rules: [{ id: "ask", verdict: "ask", actions: ["world.*"], when: "args.to == 'ask'" }],
  });
}

const noted = [
  approve("first", { a: 1 }),
  approve("draft", { stage: "won" }),
  record("note", "client", { stage: "{{ draft.stage }}" }),
];
const stuck = (c: Company, id: string, path: string, given: string) =>
  c.say((turn, office) => answerFailed(turn, office, id, path, { answer: given }));

async function stuckAtNote(): Promise<{ c: Company; id: string }> {
  const c = await company(noted);
  const id = await c.start("one");
  await answer(c, id, "first");
  await answer(c, id, "draft", { answer: "edit", value: { stage: "lost" } });
  expect(await c.items()).toMatchObject([{ kind: "failed", about: "note" }]);
  return { c, id };
}

test("RN5: a repair from an earlier step closes what was open of the steps behind it", async () => {
  const { c, id } = await stuckAtNote();
  expect(await mend(c, id, "first")).toBe("");
  expect(await c.items()).toMatchObject([{ kind: "approval", about: "first" }]);
});

test("RN5: a repair from a later step leaves the question before it open", async () => {
  const { c, id } = await stuckAtNote();
  await mend(c, id, "first");
  expect(await mend(c, id, "note")).toBe("");
  expect(await c.items()).toMatchObject([{ kind: "approval", about: "first" }]);
  for (const about of ["first", "draft"]) expect(await answer(c, id, about)).toBe("");
  expect((await c.run(id)).status).toBe("completed");
});

test("a step that is not stuck any more is neither tried again nor taken by an old answer", async () => {
  const { c, id } = await stuckAtNote();
  await mend(c, id, "first");
  for (const given of ["retry", "take", "cancel"]) {
    expect(await stuck(c, id, "note", given)).toBe("settled");
  }
  expect(await c.items()).toMatchObject([{ kind: "approval", about: "first" }]);
});

const all = [
  approve("first", { stage: "won" }),
  write("text", { with: { n: "{{ first.stage }}" } }),
  choose("way", {
    won: {
      when: "text.said == 'won'",
      steps: [approve("inner", { a: 1 }), act("mail", { to: "ask" })],
    },
    else: { when: null, steps: [check("never", "false")] },
  }),
  parallel("both", {
    left: [wait("reply", { ask: { title: "go on?", answers: { yes: "yes" } } }), write("after")],
    right: [record("note", "client", { stage: "{{ first.stage }}" }), approve("right", { b: 1 })],
  }),
  each("all", "[{'id': 'a'}, {'id': 'b/c'}]", [approve("one", { id: "{{ item.id }}" })]),
  approve("last", { c: 1 }),
];

/** What is open in the inbox, and what the steps of the job need of her. */
async function openAndNeeded(
  c: Company,
  id: string,
): Promise<{ open: string[]; needed: string[] }> {
  const { run } = await c.owner.office.book.read(runOf(id));
  const steps = Object.entries(run.steps).flatMap(([path, step]) => {
    if (step.status === "asking") return [`approval ${path}`];
    if (step.status === "waiting") return [`question ${path}`];
    return step.status === "failed" || step.status === "form" ? [`${step.status} ${path}`] : [];
  });
  const acts = Object.entries(run.effects).flatMap(([token, { status }]) =>
    status === "asking" ? [`effect ${token}`] : [],
  );
  const items = (await c.items()).map((row) => `${row["kind"]} ${row["about"]}`);
  return { open: items.toSorted(), needed: [...steps, ...acts].toSorted() };
}

async function play(c: Company, id: string, [what, n]: readonly [string, number]): Promise<void> {
  const paths = Object.keys((await c.run(id)).steps);
  const path = paths[n % paths.length] ?? "";
  const items = await c.items();
  const item = items[n % items.length];
  if (what === "repair") await mend(c, id, path);
  else if (what === "take") await take(c, id, path);
  else if (item?.["kind"] === "failed") await stuck(c, id, String(item["about"]), "retry");
  else if (item !== undefined) await settle(c, id, String(item["about"]), what);
}

async function settle(c: Company, id: string, about: string, what: string): Promise<void> {
  const step = (await c.run(id)).steps[about];
  if (step?.status === "form") {
    const known: Json = step.known.value;
    const forms: readonly Json[] = [known, { said: "x" }, "yes", { stage: "open" }];
    await c.say((turn, office) => {
      for (const value of forms) {
        const said = fillForm(turn, office, id, about, value);
        if (said.ok) return said;
      }
      return { ok: true, message: "" };
    });
  } else if (step?.status === "waiting") {
    await c.say((turn, office) => answerWait(turn, office, id, about, "yes"));
  } else if (what === "edit" && about === "first") {
    await answer(c, id, about, { answer: "edit", value: { stage: "lost" } });
  } else await answer(c, id, about);
}

test("whatever she repairs, takes and answers, the inbox holds exactly what the job needs of her", async () => {
  const move = fc.tuple(
    fc.constantFrom("answer", "answer", "answer", "edit", "repair", "take"),
    fc.nat(20),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 3, maxLength: 14 }), async (moves) => {
      const c = await company(all);
      const id = await c.start("one");
      for (const one of moves) {
        await play(c, id, one);
        const { open: shown, needed } = await openAndNeeded(c, id);
        const { status } = await c.run(id);
        expect(shown).toEqual(status === "open" ? needed : []);
        if (status === "open") expect(shown).not.toEqual([]);
      }
      expect(c.faults).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
