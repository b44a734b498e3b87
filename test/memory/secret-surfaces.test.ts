import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import type { Inbox } from "../../src/api/contract/inbox.ts";
import type { RevisionPreview, SourcesView } from "../../src/api/contract/revisions.ts";
import type { DiffView } from "../../src/api/contract/snapshots.ts";
import type { Company } from "../bad-input/company.ts";
import { withClients } from "./with-clients.ts";

/** No command shows what a schema calls secret unless it is asked to; in text as with --json. */
vi.setConfig({ testTimeout: 120_000 });

const canary = /quizzel/;
const theirs = ["--client", "Nordlicht"];
const secret = { type: "string", "x-mainstay": { sensitivity: "secret" } };
const schema = {
  type: "object",
  properties: { pin: secret, title: secret, code: secret, city: { type: "string" } },
};

async function said(company: Company, ...words: string[]): Promise<string> {
  const { code, out, err } = await company.type(...words);
  expect({ words, code, err }).toEqual({ words, code: 0, err: "" });
  return out;
}

/** With secrets that were set, put right, imported and contradicted. */
async function withSecrets(): Promise<{ company: Company; conflict: string; source: string }> {
  const company = await withClients("Nordlicht Coffee");
  await company.write("schemas/contact.json", JSON.stringify(schema));
  const setUp = [
    ["apply"],
    ["memory", "snapshot", "first"],
    ["fact", "set", "contact.pin", "quizzelfrost", ...theirs],
    ["fact", "set", "contact.title", "quizzelhall", ...theirs],
    ["fact", "set", "contact.city", "Kiel", ...theirs],
    ["memory", "snapshot", "second"],
    ["fact", "correct", "contact.pin", "quizzelbloom", "--because", "typo", ...theirs],
  ];
  for (const words of setUp) expect(await said(company, ...words)).not.toMatch(canary);
  const file = path.join(company.workspace, "facts.ndjson");
  const rows = [
    { client: "Nordlicht", kind: "contact", field: "pin", value: "quizzelmint" },
    { client: "Nordlicht", kind: "contact", field: "code", value: "quizzelcode" },
  ];
  await writeFile(file, rows.map((row) => JSON.stringify(row)).join("\n"));
  expect(await said(company, "memory", "import", "--facts", file)).not.toMatch(canary);
  const { lines } = JSON.parse(await said(company, "conflicts", "--json")) as Inbox;
  const { imports } = JSON.parse(await said(company, "memory", "sources", "--json")) as SourcesView;
  return {
    company,
    conflict: String(lines[0]?.number),
    source: `import:${imports[0]?.number ?? 0}`,
  };
}

test("SH4: what shows values keeps a secret back, unless --secret asks for it", async () => {
  const { company, conflict, source } = await withSecrets();
  const surfaces = [
    ["facts", ...theirs],
    ["fact", "why", "contact.pin", ...theirs],
    ["fact", "history", "contact.pin", ...theirs],
    ["memory", "diff", "first"],
    ["memory", "restore", "second", ...theirs, "--dry-run"],
    ["memory", "rollback", "--source", source, "--dry-run"],
    ["signals"],
    ["show", conflict],
    ["memory", "export", "--facts", ...theirs],
  ];
  const shown: string[] = [];
  const kept: string[] = [];
  for (const words of surfaces) {
    for (const format of [[], ["--json"]]) {
      if (words.includes("export") && format.length > 0) continue;
      const line = [...words, ...format].join(" ");
      if (canary.test(await said(company, ...words, ...format))) shown.push(line);
      const asked = await said(company, ...words, ...format, "--secret");
      if (!canary.test(asked)) kept.push(line);
    }
  }
  expect({ shown, kept }).toEqual({ shown: [], kept: [] });
});

test("SH4: no other command tells anything of a secret", async () => {
  const { company } = await withSecrets();
  const others = [
    ["inbox"],
    ["conflicts"],
    ["episodes"],
    ["heuristics"],
    ["status"],
    ["report"],
    ["edits"],
    ["ledger"],
    ["memory", "stats"],
    ["memory", "sources"],
    ["memory", "snapshots"],
    ["memory", "export", ...theirs],
    ["client", "aliases", "Nordlicht"],
    ["recall", "pin", ...theirs],
    ["retention", "plan"],
    ["memory", "purge", "--fact", "contact.pin", ...theirs, "--because", "x"],
    ["forget", "Nordlicht"],
  ];
  const shown: string[] = [];
  for (const words of others) {
    for (const format of [[], ["--json"]]) {
      const { out, err } = await company.type(...words, ...format);
      if (canary.test(out + err)) shown.push([...words, ...format].join(" "));
    }
  }
  expect(shown).toEqual([]);
});

test("what is kept back is told from what nobody knows", async () => {
  const { company, conflict } = await withSecrets();
  const pin = ({ field }: { field: string }) => field === "pin";
  const diff = await said(company, "memory", "diff", "first", "--json");
  expect((JSON.parse(diff) as DiffView).facts.find(pin)).toMatchObject({
    title: "",
    before: null,
    after: null,
    hidden: ["after"],
  });
  const words = ["memory", "restore", "first", ...theirs, "--dry-run"];
  const plan = await said(company, ...words, "--json");
  expect((JSON.parse(plan) as RevisionPreview).facts.find(pin)).toMatchObject({
    before: null,
    after: null,
    hidden: ["before"],
  });
  expect(await said(company, ...words)).toMatch(
    /pin +secret: --secret shows it → nothing is known/,
  );
  expect(await said(company, "show", conflict)).toMatch(/now said +secret: --secret shows it/);
});

test("a history says of a secret what its grounds say: that --secret shows it", async () => {
  const { company } = await withSecrets();
  for (const how of ["why", "history"])
    expect(await said(company, "fact", how, "contact.pin", ...theirs)).toMatch(
      /secret: --secret shows it/,
    );
});
