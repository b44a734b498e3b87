import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
// The agent's code is plain JavaScript of the operator's, without types.
// @ts-expect-error -- no declaration
import untyped from "../../examples/studio/code/brief.js";
import { founding } from "../../test/fakes/small-company.ts";
import { codeAgent } from "../agent/code-agent.ts";
import { check, checkSchema } from "../agent/contract-check.ts";
import { renderTemplate } from "../agent/template-agent.ts";
import { kinds } from "../host/kinds.ts";
import { walk } from "../kernel/plan.ts";
import { diagram } from "../runbook/diagram.ts";
import type { Json, JsonObject } from "../value/json.ts";
import { ownText } from "../value/label.ts";
import { formats } from "./formats.ts";
import { assemble, read } from "./read.ts";
import type { Workspace } from "./release.ts";
import { starter } from "./starter/starter.ts";

const studio = path.resolve(import.meta.dirname, "../../examples/studio");
const brief = untyped as (input: JsonObject) => JsonObject;

async function workspace(): Promise<Workspace> {
  const result = await read(studio, kinds);
  if (!result.ok) throw new Error(JSON.stringify(result.problems, null, 2));
  return result.workspace;
}

const nordlicht = {
  title: "Packaging for 4 blends",
  from: { name: "Ana Lindqvist", address: "ana@nordlicht.example" },
  date: "2026-06-01T14:41:07.000Z",
  text: `Hello,

we are Nordlicht Coffee, a small roastery in Lübeck.

What we need:
- packaging for 4 blends (250 g bags, front and back)
- print-ready files for our printer

The bags go to print in mid July, so we would need everything by then. Our
budget is about 5,000 EUR. The website maybe later, let us get the bags right
first.

Ana Lindqvist
--
Nordlicht Coffee GmbH
Hafenstraße 12, 23568 Lübeck`,
};

async function briefOf(mail: JsonObject, earlier: Json = null): Promise<JsonObject> {
  const { settings } = await workspace();
  const prices = settings.company.details["prices"] ?? null;
  return brief({ mail, earlier, prices, currency: "EUR", locale: "en" });
}

test("the example company has no mistake", async () => {
  const result = await read(studio, kinds);
  expect(result.ok ? [] : result.problems).toEqual([]);
});

test("its onboarding can be drawn", async () => {
  const { release } = await workspace();
  const plan = release.plans["onboard-client"];
  expect(plan && diagram(plan)).toContain("confirm: asks");
});

test("an enquiry becomes a brief priced from the price list", async () => {
  const made = await briefOf(nordlicht);
  expect(made).toMatchObject({
    enquiry: true,
    client: {
      name: "Nordlicht Coffee",
      email: "ana@nordlicht.example",
      address: ["Hafenstraße 12", "23568 Lübeck"],
    },
    deliverables: [
      { quantity: 4, price: "4800.00 EUR" },
      { quantity: 1, price: "0.00 EUR" },
    ],
    deadline: "2026-07-15",
    deadlineSaid: "mid July",
    budget: "5000.00 EUR",
    excluded: ["website (they wrote “maybe later”)"],
    missing: [],
    price: "4800.00 EUR",
    deposit: "2400.00 EUR",
  });
});

test("what is missing is asked for, and an answer completes the brief", async () => {
  const first = await briefOf({
    ...nordlicht,
    text: "Hello, we would love to have:\n- a new logo\n- a label for 3 glazes\n",
  });
  expect(first).toMatchObject({ missing: ["budget", "deadline"], price: "2240.00 EUR" });
  const then = await briefOf(
    { ...nordlicht, text: "Our budget is 2,400 EUR, and we need it by 30 September 2026." },
    first,
  );
  expect(then).toMatchObject({
    deliverables: first["deliverables"],
    budget: "2400.00 EUR",
    deadline: "2026-09-30",
    missing: [],
  });
});

test.each([
  ["by 1 September 2026", "2026-09-01"],
  ["by September 3rd", "2026-09-03"],
  ["until 2026-08-31", "2026-08-31"],
  ["bis 15.08.2026", "2026-08-15"],
  ["at the end of February", "2027-02-28"],
  ["early March", "2027-03-05"],
  ["soon", null],
  ["by 40 July", null],
])("a deadline %j", async (said, day) => {
  expect(await briefOf({ ...nordlicht, text: `I need a logo ${said}.` })).toMatchObject({
    deadline: day,
  });
});

test.each([
  ["Our budget: €1.500", "1500.00 EUR"],
  ["we can spend 900 euros", "900.00 EUR"],
  ["We paid 300 EUR last year", null],
])("a budget %j", async (said, amount) => {
  expect(await briefOf({ ...nordlicht, text: `${said}. I need a logo.` })).toMatchObject({
    budget: amount,
  });
});

test.each([
  ["USD", "Our budget is $5,000. I need a logo.", "5000.00 USD", "0.00 USD"],
  ["JPY", "Our budget is 50,000 JPY. I need a logo.", "50000 JPY", "0 JPY"],
])(
  "without a price list, and in %s, the price is hers to say",
  async (currency, text, budget, price) => {
    const mail = { ...nordlicht, text };
    const made = brief({ mail, earlier: null, prices: null, currency, locale: "en" });
    expect(made).toMatchObject({ enquiry: true, budget, price, deposit: price, priceList: "" });
    const { release } = await workspace();
    expect(check(release.schemas["brief"] ?? {}, made)).toEqual([]);
  },
);

test("a mail that asks for no work is no enquiry, and whatever it says, the brief keeps its contract", async () => {
  const { release } = await workspace();
  const schema = release.schemas["brief"] ?? {};
  for (const text of [
    "Thank you for the lovely talk yesterday!",
    "",
    "The agenda:\n- coffee\n- cake",
    "We need",
    "0".repeat(5000),
  ]) {
    const made = await briefOf({ ...nordlicht, title: "Hello", text });
    expect(check(schema, made)).toEqual([]);
    expect(made["enquiry"]).toBe(false);
  }
  expect(check(schema, await briefOf(nordlicht))).toEqual([]);
});

test("each letter can be written from what its step hands over", async () => {
  const { release } = await workspace();
  const made = await briefOf(nordlicht);
  const inputs: Record<string, JsonObject> = {
    "letter-welcome": {
      brief: made,
      deposit: "2400.00 EUR",
      net: true,
      pay: "Please use the reference.",
      owner: "Clara",
      locale: "en",
    },
    "letter-questions": { brief: { ...made, questions: ["When?", "How much?"] }, owner: "Clara" },
    "letter-reminder": {
      person: "Ana",
      invoice: { number: "2026-011", open: "2856.00 EUR", due: "2026-06-16", reference: "RF18" },
      owner: "Clara",
      locale: "en",
    },
    "letter-reply": { mail: nordlicht, owner: "Clara" },
    "letter-credit": {
      person: "Ana",
      number: "2026-011",
      amount: "119.00 EUR",
      whole: false,
      open: "1071.00 EUR",
      returned: "",
      kept: false,
      owner: "Clara",
      locale: "en",
    },
  };
  for (const [agent, input] of Object.entries(inputs)) {
    const rung = release.agents[agent]?.ladder.find(({ kind }) => kind === "template");
    if (rung?.kind !== "template") throw new Error(agent);
    const letter = renderTemplate(rung.template, ownText(input));
    expect(check(release.schemas["letter"] ?? {}, letter.value), agent).toEqual([]);
  }
});

test("no file of the example names this machine or holds a secret", async () => {
  const { release } = await workspace();
  for (const file of Object.keys(release.files)) {
    if (!/\.(yaml|json|js|typ)$/.test(file)) continue;
    expect(await readFile(path.join(studio, file), "utf8")).not.toMatch(
      /\/home\/|\/work\/|password/i,
    );
  }
});

test("what init writes suits the real connectors too", async () => {
  const files = Object.entries(starter({ ...founding, lastInvoice: "RE-2026-17" })).map(
    ([file, text]) => ({ path: file, text, digest: "" }),
  );
  const result = assemble(files, kinds);
  expect(result.ok ? [] : result.problems).toEqual([]);
});

test("an offer is checked alike when it is made and when it is edited again", async () => {
  const { release } = await workspace();
  const { properties = {}, type, required } = release.schemas["offer"] ?? {};
  expect(release.schemas["reconsidered"]).toMatchObject({
    properties: { offer: { type, properties, required, additionalProperties: false } },
  });
  const drafts = Object.values(release.plans)
    .flatMap(({ steps }) => [...walk(steps)])
    .filter((node) => node.kind === "approve" && node.path.endsWith("/still"));
  expect(drafts).toMatchObject([{ schema: "reconsidered", editable: true }]);
});

test("the formats of the real connectors are sound schemas", () => {
  expect(checkSchema(formats(kinds)["connector.json"] ?? {})).toBeNull();
});

test("the brief is drafted alike where the code really runs", async () => {
  const { release } = await workspace();
  const spec = release.agents["qualification"];
  const rung = spec?.ladder.find(({ kind }) => kind === "code");
  if (spec === undefined || rung?.kind !== "code") throw new Error("no code");
  const { settings } = await workspace();
  const input = {
    mail: nordlicht,
    earlier: null,
    prices: settings.company.details["prices"] ?? null,
    currency: "EUR",
    locale: "en",
  };
  const executor = codeAgent();
  try {
    const { output } = await executor.execute(
      {
        agent: spec.agent,
        rung,
        input: ownText(input),
        output: spec.output,
        deadlineMs: spec.deadlineMs,
      },
      new AbortController().signal,
    );
    expect(output.value).toEqual(await briefOf(nordlicht));
  } finally {
    await executor.close?.();
  }
});
