import { afterEach, expect, test } from "vitest";
import { modelsOf } from "../../src/models/models.ts";
import { deskOf } from "../../src/api/desk/desk.ts";
import { approve } from "../engine/nodes.ts";
import { monday } from "../engine/company.ts";
import { large, mail, openReader, type Options, template } from "./reader.ts";
import { type Line, stub, type Stub } from "./stub.ts";

/** What the doctor and the cards say where models fail, or where no budget is left for them. */
const servers: Stub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

async function company(script: (call: number) => Line, options: Options = {}) {
  const server = await stub(script);
  servers.push(server);
  const c = await openReader(server.env, { ladder: [large, template], ...options });
  const desk = deskOf({
    owner: c.owner,
    models: modelsOf(server.env, () => monday),
    beginning: { first: false, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 0 },
    read: () => Promise.reject(new Error("nothing is applied here")),
    openable: async (name) => name,
  });
  const found = async (name: string) => (await desk.doctor()).filter((each) => each.name === name);
  return { c, desk, found };
}

const four: Line = { answer: { blends: 4 } };
const once = { retries: { times: 0, firstMs: 60_000, factor: 1 } };

test.each<[string, Line, RegExp, string]>([
  ["refuses the key", { status: 401 }, /its server refuses the key$/, "COMPATIBLE_API_KEY"],
  ["refuses the key, too", { status: 403 }, /its server refuses the key$/, "COMPATIBLE_API_KEY"],
  ["has no such model", { status: 404 }, /knows no such model$/, "mainstay.yaml"],
  ["has no credit left", { status: 402 }, /no credit left$/, "provider's page"],
  ["is a page of a proxy", { raw: "<html>" }, /none of a model$/, "COMPATIBLE_BASE_URL"],
])("a server that %s is told by the doctor and in the inbox, until it answers", async (...row) => {
  const [, line, why, remedy] = row;
  const { c, desk, found } = await company((call) =>
    call === 1 ? line : { answer: { ok: true } },
  );
  await c.start("read", mail);
  const [finding, ...others] = await found("models");
  expect(finding).toMatchObject({ ok: false, line: expect.stringMatching(why) as string });
  expect(finding?.line).toContain("The model large (compatible/large-1) did not answer");
  expect(finding?.remedy).toContain(remedy);
  expect(others.filter(({ line: said }) => said.includes("large is"))).toEqual([]);
  expect((await desk.inbox()).warnings).toContainEqual(expect.stringMatching(/see doctor$/));
  const failed = async () => (await desk.models()).tiers[0]?.failed;
  expect(await failed()).toMatch(why);
  expect(await desk.checkModel("large")).toMatchObject({ ok: true });
  expect(await found("models")).toMatchObject([{ ok: true }]);
  expect((await desk.inbox()).warnings).toEqual([]);
  expect(await failed()).toBe(null);
});

test.each<[string, Line, RegExp]>([
  ["busy", { status: 429 }, /its server is busy$/],
  ["failing", { status: 500 }, /its server failed$/],
  ["cut", { cut: 20 }, /the line broke$/],
])("a server that is %s is told by the doctor; it mostly passes", async (_, line, why) => {
  const { c, desk, found } = await company((call) => (call === 1 ? line : four), { spec: once });
  await c.start("read", mail, "a");
  expect(await found("models")).toContainEqual(
    expect.objectContaining({ ok: false, line: expect.stringMatching(why) as string }),
  );
  expect((await desk.inbox()).warnings).toEqual([]);
  await c.start("read", mail, "b");
  expect(await found("models")).toMatchObject([{ ok: true }]);
});

test("one that is left alone is told once, with its last reason", async () => {
  const { c, found } = await company(() => ({ status: 503 }), { spec: once });
  for (const key of ["a", "b", "c", "d", "e"]) await c.start("read", mail, key);
  const findings = (await found("models")).filter(({ line }) => line.includes("model large"));
  expect(findings).toHaveLength(1);
  expect(findings[0]?.line).toContain("5 times in a row, at last because its server is busy");
});

test("a budget at its end is told by the doctor, and by the card that a template wrote for it", async () => {
  const budgets = { workspaceMicros: 20_000_000, perDayMicros: 12_000 };
  const { c, desk, found } = await company(() => ({ ...four, usage: null }), {
    settings: { budgets },
    after: [approve("ok", "{{ ask }}")],
  });
  expect(await found("spending")).toMatchObject([
    { ok: true, line: "0.00 of 20.00 EUR in all; 0.00 of 0.012 EUR today" },
  ]);
  await c.start("read", mail, "a");
  await c.start("read", mail, "b");
  const [low, rest] = await found("spending");
  expect(low).toMatchObject({
    ok: false,
    line: expect.stringMatching(/^Only 0\.000\d+ EUR are left of 0\.012 EUR today$/) as string,
    remedy: expect.stringContaining("budgets: { perDay } in mainstay.yaml") as string,
  });
  expect(rest).toMatchObject({ ok: true, line: expect.stringContaining("in all") as string });
  const [, second] = await c.items();
  expect((await desk.item(Number(second?.["number"]))).draftedBy).toMatch(
    /^a template of reader, since no budget is left for it: today's budget has 0\.000\d+ EUR of 0\.012 EUR, and it may cost 0\.\d+ EUR; no model$/,
  );
  const settings = { ...c.owner.office.settings, budgets: { ...budgets, perDayMicros: 80_000 } };
  c.owner.office.settings = settings;
  expect(await desk.checkModel("large")).toMatchObject({ ok: true });
  expect(await found("spending")).toMatchObject([{ ok: true }]);
});

test("a budget with less in it than a call may cost is told, though next to nothing was spent", async () => {
  const budgets = { workspaceMicros: null, perDayMicros: 8_000 };
  const { c, desk, found } = await company(() => ({ answer: { ok: true } }), {
    settings: { budgets },
  });
  await c.start("read", mail);
  expect(await found("spending")).toMatchObject([
    { ok: false, line: expect.stringContaining("model large was not made today") as string },
    { ok: true, line: "0.00 EUR in all, no limit set; 0.00 of 0.008 EUR today" },
  ]);
  const perDayMicros = 80_000;
  c.owner.office.settings = { ...c.owner.office.settings, budgets: { ...budgets, perDayMicros } };
  expect(await desk.checkModel("large")).toMatchObject({ ok: true });
  expect(await found("spending")).toMatchObject([{ ok: true }]);
});
