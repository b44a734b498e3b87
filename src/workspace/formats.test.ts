import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { founding } from "../../test/fakes/small-company.ts";
import { check, checkSchema } from "../agent/contract-check.ts";
import { kinds } from "../host/kinds.ts";
import type { JsonObject } from "../value/json.ts";
import { formats, text } from "./formats.ts";
import { starter } from "./starter/starter.ts";
import { read as readYaml } from "./yaml.ts";

const root = path.resolve(import.meta.dirname, "../..");

function schema(name: string): JsonObject {
  const found = formats(kinds)[name];
  if (found === undefined) throw new Error(name);
  return found;
}

test.each(Object.keys(formats({})))(
  "%s is a sound schema of 2020-12, with kinds and without",
  (name) => {
    expect(checkSchema(schema(name))).toBeNull();
    expect(checkSchema(formats({})[name] ?? {})).toBeNull();
  },
);

test("the published schemas accept what init writes", () => {
  for (const [file, written] of Object.entries(starter(founding))) {
    const name = /schema=.*formats\/(\w+\.json)/.exec(written)?.[1];
    if (name === undefined) continue;
    const reading = readYaml(written);
    expect(reading.ok && check(schema(name), reading.source.value), file).toEqual([]);
  }
});

test("the published schemas accept the example company", async () => {
  for (const file of [
    "mainstay.yaml",
    "runbooks/onboard-client.yaml",
    "policies/studio.yaml",
    "agents/qualification.yaml",
    "connectors/books.yaml",
  ]) {
    const written = await readFile(path.join(root, "examples/studio", file), "utf8");
    const name = /schema=.*formats\/(\w+\.json)/.exec(written)?.[1] ?? "";
    const reading = readYaml(written);
    expect(reading.ok && check(schema(name), reading.source.value), file).toEqual([]);
  }
});

test("the published schemas refuse what the readers refuse", () => {
  const step = (body: JsonObject) => ({ runbook: "r", purpose: "p", steps: [{ a: body }] });
  expect(check(schema("runbook.json"), step({ agnet: "x" }))).not.toEqual([]);
  expect(check(schema("runbook.json"), step({ wait: { for: "P1D" }, more: 1 }))).not.toEqual([]);
  expect(check(schema("connector.json"), { connector: "a", use: "bank-csv" })).not.toEqual([]);
  expect(check(schema("connector.json"), { connector: "a", use: "bank-csv", folder: "x" })).toEqual(
    [],
  );
});

test.each(Object.keys(formats(kinds)))(
  "schemas/%s is up to date (npm run schemas writes it)",
  async (name) => {
    const published = await readFile(path.join(root, "schemas", name), "utf8");
    expect(published).toBe(text(schema(name)));
  },
);
