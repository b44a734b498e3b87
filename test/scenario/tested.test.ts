import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { untested } from "../../src/host/scenario/tested.ts";
import { stage, told } from "./stage.ts";

const company = stage();

const scenario = (name: string, acts: string) => `scenario: ${name}
purpose: A newsletter needs nobody
runbook: onboard-client
given: { at: "2026-06-01 09:00" }
when: [{ mail: mail/01-newsletter-type-weekly.eml }]
then: { acts: [${acts}] }
`;

test("scenarios count as passed until a file of the company changes, and only if all of them did", async () => {
  const data = path.join(company.folder, ".data");
  const places = { workspace: company.folder, data };
  await company.write({});
  expect(await untested(places)).toBe(0);
  await company.write({
    "scenarios/a.yaml": scenario("a", ""),
    "scenarios/b.yaml": scenario("b", ""),
  });
  await told(company.folder, { data });
  expect(await untested(places), "no company is there to note it").toBe(2);
  await mkdir(data);
  await told(company.folder, { data, names: ["a"] });
  expect(await untested(places), "only one was run").toBe(2);
  await told(company.folder, { data });
  expect(await untested(places)).toBe(0);
  await company.write({
    "scenarios/a.yaml": scenario("a", ""),
    "scenarios/b.yaml": scenario("b", "{ act: mail.send }"),
  });
  expect(await untested(places), "a scenario changed").toBe(2);
  await told(company.folder, { data });
  expect(await untested(places), "one failed").toBe(2);
}, 60_000);
