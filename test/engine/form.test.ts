import { expect, test } from "vitest";
import { fillForm } from "../../src/engine/answer/step.ts";
import type { Node } from "../../src/kernel/plan.ts";
import type { Json } from "../../src/value/json.ts";
import { scriptedConnector, World } from "../fakes/scripted-connector.ts";
import { open, plan } from "./company.ts";
import { act, approve, record, wait } from "./nodes.ts";
import { answer, handBack, take } from "./operator.ts";

const client = {
  type: "object",
  required: ["stage"],
  properties: { stage: { enum: ["open", "won"] } },
  additionalProperties: false,
};

async function taken(node: Node) {
  const c = await open({
    plans: [plan("one", [node, approve("last", {})])],
    schemas: { client },
    connectors: { world: scriptedConnector(new World(), { dedupes: false, undo: true }) },
    rules: [
      { id: "ask", verdict: "ask", actions: ["world.*"] },
      { id: "record", verdict: "ask", actions: ["record.*"] },
    ],
  });
  const id = await c.start("one");
  expect(await take(c, id, node.name)).toBe("");
  return { c, id };
}

const question = wait("it", {
  on: "mail.received",
  ask: { title: "go on?", answers: { yes: "go on", no: "stop" } },
});
const schemed = approve("it", { stage: "open" }, { schema: "client" });
const forms: [string, Node, Json[], [Json, string][]][] = [
  [
    "a draft, in the shape that was shown",
    approve("it", { a: "text", list: [{ n: 1 }] }),
    [{ a: "other", list: [] }],
    [
      [7, "it must be an object"],
      [{ a: 1, list: [{ n: 1 }] }, '"/a" must be text'],
      [{ a: "x" }, '"/list" is missing'],
    ],
  ],
  ["a draft, by its schema", schemed, [{ stage: "won" }], [[{ stage: "lost" }, "stage"]]],
  [
    "a record, by its schema",
    record("it", "client", { stage: "open" }),
    [{ stage: "won" }, { stage: "won", id: "r1" }],
    [
      ["won", 'the record "client" is an object of its fields'],
      [{ stage: "lost" }, "stage"],
      [{}, "stage"],
    ],
  ],
  [
    "a wait, by one of its ends",
    question,
    ["yes", { by: "answer", answer: "no" }, { by: "event", event: { text: "x" } }],
    [
      ["maybe", '"it" ends by "yes" or "no" or {"by":"event","event":{…}}'],
      [{ by: "answer", answer: "maybe" }, '"it" ends by'],
      [{ by: "event" }, '"it" ends by'],
      [{ by: "time" }, '"it" ends by'],
    ],
  ],
  [
    "a wait for a time, by the time",
    wait("it", { forMs: 1_000 }),
    [{ by: "time" }],
    [[{ by: "event", event: {} }, '"it" ends by {"by":"time"}']],
  ],
  [
    "an act, with what it answers",
    act("it", { to: "a@x.example" }),
    [{ id: "x", to: "a@x.example", number: 1 }],
    [
      ["done", "world.act answers an object with id, to, number; missing: id, to, number"],
      [{ id: "x" }, "missing: to, number"],
    ],
  ],
];

test.each(forms)("A6: %s is handed back, and nothing else", async (_, node, good, bad) => {
  for (const [value, problem] of bad) {
    const { c, id } = await taken(node);
    let said = "";
    await c.say((turn, office) => {
      const outcome = fillForm(turn, office, id, "it", value);
      said = outcome.ok ? "" : outcome.refusal.message;
      return outcome;
    });
    expect(said).toContain("Cannot take the form: ");
    expect(said).toContain(problem);
    expect((await c.run(id)).steps["it"]?.status).toBe("form");
  }
  for (const value of good) {
    const { c, id } = await taken(node);
    expect(await handBack(c, id, "it", value)).toBe("");
    expect((await c.run(id)).steps["last"]?.status).toBe("asking");
  }
});

test("an answer's name stands for the end of the wait, for what comes later", async () => {
  const { c, id } = await taken(question);
  await handBack(c, id, "it", "yes");
  const output = { value: { by: "answer", answer: "yes" } };
  expect((await c.run(id)).steps["it"]).toMatchObject({ status: "done", output });
});

test("a draft without a schema keeps its shape when it is edited, too", async () => {
  const c = await open({ plans: [plan("one", [approve("it", { a: "text" })])] });
  const id = await c.start("one");
  expect(await answer(c, id, "it", { answer: "edit", value: { a: 3 } })).toBe("edit_invalid");
  expect(await answer(c, id, "it", { answer: "edit", value: { a: "other" } })).toBe("");
});
