import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { kinds } from "../src/host/kinds.ts";
import { ofBytes } from "../src/value/digest.ts";
import { gather } from "../src/workspace/files.ts";
import { assemble } from "../src/workspace/read.ts";
import { FakeCli } from "./fakes/fake-cli.ts";

const root = path.resolve(import.meta.dirname, "..");
const read = (file: string) => readFile(path.join(root, file), "utf8");

async function pages(): Promise<string[]> {
  const docs = await readdir(path.join(root, "docs"), { recursive: true });
  return [
    "README.md",
    "CHANGELOG.md",
    ...docs.filter((f) => f.endsWith(".md")).map((f) => `docs/${f}`),
  ];
}

async function filesBelow(folder: string): Promise<string[]> {
  const files = await readdir(path.join(root, folder), { recursive: true });
  return files.map((file) => `${folder}/${file}`);
}

test("the pieces of docs/runbooks.md are one runbook that the example company accepts", async () => {
  const page = await read("docs/runbooks.md");
  const pieces = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gmu)].map(([, piece = ""]) => piece);
  const [head = "", ...steps] = pieces;
  const indented = steps.join("").replaceAll(/^(?=.)/gmu, "  ");
  const name = /^runbook: (\S+)/u.exec(head)?.[1] ?? "";
  const grants = `policy: docs\ngrants: [{ to: "runbook:${name}", may: ["*"] }]\n`;
  const added = { [`runbooks/${name}.yaml`]: head + indented, "policies/docs.yaml": grants };
  const { files } = await gather(path.join(root, "examples/studio"));
  const more = Object.entries(added).map(([file, text]) => ({
    path: file,
    text,
    digest: ofBytes(text),
  }));
  const result = assemble([...files, ...more], kinds);
  expect(result.ok ? [] : result.problems).toEqual([]);
  expect(steps.length).toBeGreaterThan(9);
});

test("the files of docs/mailbox.md are ones that the example company accepts", async () => {
  const page = await read("docs/mailbox.md");
  const { files } = await gather(path.join(root, "examples/studio"));
  const changed = [...page.matchAll(/^```yaml\n# (\S+)\n([\s\S]*?)^```$/gmu)].map(
    ([, file = "", text = ""]) => ({ path: file, text, digest: ofBytes(text) }),
  );
  const others = files.filter((file) => !changed.some((each) => each.path === file.path));
  const result = assemble([...others, ...changed], kinds);
  expect(result.ok ? [] : result.problems).toEqual([]);
  expect(changed).toHaveLength(2);
});

test("links between pages, and to files, lead somewhere", async () => {
  const dead: string[] = [];
  for (const page of await pages()) {
    for (const [, target = ""] of (await read(page)).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/gu)) {
      if (/^https?:/u.test(target)) continue;
      if (!existsSync(path.join(root, path.dirname(page), target))) dead.push(`${page}: ${target}`);
    }
  }
  expect(dead).toEqual([]);
});

test("commands and scripts that the pages name exist", async () => {
  const { out } = await new FakeCli().type("--help");
  const { scripts } = JSON.parse(await read("package.json")) as { scripts: Record<string, string> };
  const wrong: string[] = [];
  for (const page of await pages()) {
    const text = await read(page);
    // Only what is set as code: "mainstay" is a word of prose too.
    for (const [, name = ""] of text.matchAll(/(?:`|^ {4}|^|npx )mainstay ([a-z]+)/gmu)) {
      if (!new RegExp(`^  ${name} `, "mu").test(out)) wrong.push(`${page}: mainstay ${name}`);
    }
    for (const [, name = ""] of text.matchAll(/npm run ([a-z:-]+)/gu)) {
      if (scripts[name] === undefined) wrong.push(`${page}: npm run ${name}`);
    }
  }
  expect(wrong).toEqual([]);
});

test("every code word of the glossary is used in the code", async () => {
  const sources = (await filesBelow("src")).filter((file) => file.endsWith(".ts"));
  const all = (await Promise.all(sources.map(read))).join("\n");
  const rows = (await read("docs/glossary.md")).split("\n").filter((line) => line.startsWith("| "));
  const words = rows.flatMap((row) => {
    const cell = row.split("|")[2] ?? "";
    return [...cell.matchAll(/`([A-Za-z]+)`/gu)].map(([, word = ""]) => word);
  });
  expect(words.length).toBeGreaterThan(80);
  expect(words.filter((word) => !new RegExp(`\\b${word}\\b`, "u").test(all))).toEqual([]);
});

test("files and folders that the architecture page names exist", async () => {
  const page = await read("docs/architecture.md");
  const named = [...page.matchAll(/`((?:src|docs|bench|test|examples)\/[\w./-]+)`/gu)].map(
    ([, f = ""]) => f,
  );
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
});
