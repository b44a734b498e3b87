import { afterEach, expect, test } from "vitest";
import type { Desk } from "../../src/api/contract/desk.ts";
import { deskOf } from "../../src/api/desk/desk.ts";
import { silenceOf } from "../../src/engine/step/silence.ts";
import { modelsOf } from "../../src/models/models.ts";
import { type Company, monday } from "../engine/company.ts";
import { large, mail, models, openReader, type Options, template } from "./reader.ts";
import { type Line, stub, type Stub } from "./stub.ts";

/** A model's server that is down: after a few failures it is left alone, and nobody waits for it. */
const servers: Stub[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const down: Line = { status: 503 };
const four: Line = { answer: { blends: 4 } };
const once = { times: 0, firstMs: 60_000, factor: 1 };

async function company(script: (call: number) => Line, spec: Options["spec"] = { retries: once }) {
  const server = await stub(script);
  servers.push(server);
  const c = await openReader(server.env, { ladder: [large, template], spec });
  const desk: Desk = deskOf({
    owner: c.owner,
    models: modelsOf(server.env, () => monday),
    beginning: { first: false, offForMs: 0, recovered: 0, lookedUp: 0, arrivals: 0 },
    read: () => Promise.reject(new Error("nothing is applied here")),
    openable: async (name) => name,
  });
  const by = async (key: string) => {
    const step = (await c.run(await c.start("read", mail, key))).steps["ask"];
    return step?.status === "done" ? step.by.rung : step?.status;
  };
  return { c, desk, by, asked: () => server.asked.length };
}

const silence = (c: Company) => c.owner.office.book.read(silenceOf(models.large));
const failures = async (c: Company) =>
  (await c.events()).filter((type) => type === "step.failed").length;

test("B8: a model that keeps failing is not asked for a while; the ladder goes on below at once, and she is told", async () => {
  const { c, desk, by, asked } = await company((call) => (call <= 5 ? down : four));
  for (const key of ["a", "b", "c", "d", "e"]) expect(await by(key)).toBe("template");
  const { failures: counted, openUntil } = await silence(c);
  expect([counted, openUntil]).toEqual([5, monday + 60_000]);
  expect(await by("f")).toBe("template");
  expect([asked(), await failures(c)]).toEqual([5, 5]);
  const said = expect.stringMatching(
    /^The model large \(compatible\/large-1\) failed 5 times in a row and is not asked until .*: see doctor$/,
  ) as string;
  expect((await desk.inbox()).warnings).toEqual([said]);
  const finding = { ok: false, name: "models", line: expect.stringMatching(/5 times in a row/) };
  expect(await desk.doctor()).toContainEqual(expect.objectContaining(finding));

  await c.at(openUntil);
  expect((await desk.inbox()).warnings).toEqual([]);
  expect(await by("g")).toBe("model");
  expect(await silence(c)).toEqual({ failures: 0, openUntil: 0 });
  expect(await by("h")).toBe("model");
});

test("BR2: asked again in vain, it is left alone for twice as long", async () => {
  const { c, by, asked } = await company(() => down);
  for (const key of ["a", "b", "c", "d", "e"]) await by(key);
  await c.at(monday + 60_000);
  expect(await by("f")).toBe("template");
  expect(asked()).toBe(6);
  expect((await silence(c)).openUntil).toBe(monday + 180_000);
});

test("SI2: calls that were under way when the pause began make it no longer", async () => {
  const { c, by, asked } = await company(() => ({ ...down, lateMs: 100 }));
  const keys = ["a", "b", "c", "d", "e", "f", "g", "h", "i"];
  expect(new Set(await Promise.all(keys.map(by)))).toEqual(new Set(["template"]));
  expect(asked()).toBe(9);
  expect(await silence(c)).toEqual({ failures: 5, openUntil: monday + 60_000 });
});

test("a job does not wait for the retries that are left when the pause begins", async () => {
  const retries = { times: 9, firstMs: 60_000, factor: 1 };
  const { c, asked } = await company(() => down, { retries });
  const id = await c.start("read", mail);
  for (let minute = 1; minute <= 6; minute += 1) await c.at(monday + minute * 90_000);
  expect(asked()).toBe(5);
  const step = (await c.run(id)).steps["ask"];
  expect(step).toMatchObject({ status: "done", by: { rung: "template" } });
});

test("SI1: a useless answer is one, and a refusal says nothing", async () => {
  const useless = await company((call) => (call === 4 ? { ...four, finish: "length" } : down));
  for (const key of ["a", "b", "c", "d"]) await useless.by(key);
  expect(await silence(useless.c)).toEqual({ failures: 0, openUntil: 0 });
  const refusing = await company(() => ({ status: 401 }));
  for (const key of ["a", "b", "c", "d", "e", "f"]) await refusing.by(key);
  expect([refusing.asked(), await silence(refusing.c)]).toEqual([6, { failures: 0, openUntil: 0 }]);
});

test("an answer to her own check ends the pause", async () => {
  const { c, desk, by } = await company((call) => (call <= 5 ? down : { answer: { ok: true } }));
  for (const key of ["a", "b", "c", "d", "e"]) await by(key);
  expect((await silence(c)).openUntil).toBeGreaterThan(0);
  expect(await desk.checkModel("large")).toMatchObject({ ok: true });
  expect(await silence(c)).toEqual({ failures: 0, openUntil: 0 });
});

test("SI3: a server that asks for longer than the step may take is left alone so long, and nobody waits", async () => {
  const busy: Line = { status: 429, headers: { "retry-after": "3600" } };
  const { c, desk, by, asked } = await company((call) => (call === 1 ? busy : four), {});
  expect([await by("a"), await by("b"), asked()]).toEqual(["template", "template", 1]);
  expect((await silence(c)).openUntil).toBe(monday + 3_600_000);
  expect((await desk.inbox()).warnings).toEqual([
    expect.stringMatching(/asked to be left alone and is not asked until .*: see doctor$/),
  ]);
  await c.at(monday + 3_600_000);
  expect(await by("c")).toBe("model");
});
