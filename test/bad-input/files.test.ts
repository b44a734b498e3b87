import { mkdir, readdir, symlink } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { type Company, expectFourParts, newStudio, scratch, studio, typed } from "./company.ts";

const followUp = "runbooks/follow-up.yaml";

type Wrong = [
  what: string,
  spoil: (company: Company) => Promise<void>,
  place: string,
  message: string,
  remedy: string,
];

const wrong: readonly Wrong[] = [
  [
    "a bracket that is never closed",
    (c) => c.write("runbooks/x.yaml", "runbook: x\nsteps:\n  - a: [\n"),
    "runbooks/x.yaml:4:1",
    `Cannot read this as YAML: a "[" above is not closed`,
    `close it with "]"`,
  ],
  [
    "text that is no YAML at all",
    (c) => c.write("mainstay.yaml", Buffer.from([0xff, 0xfe, 0x00, 0x9c, 0x0a])),
    "mainstay.yaml",
    "Cannot read",
    "",
  ],
  [
    "a huge file",
    (c) => c.write("runbooks/x.yaml", `runbook: x\n#${"x".repeat(2_000_000)}\n`),
    "runbooks/x.yaml",
    "it is larger than 1 MB",
    "split it or make it smaller",
  ],
  [
    "aliases that grow without bound",
    (c) => c.write("runbooks/x.yaml", bomb()),
    "runbooks/x.yaml:2:10",
    "with its aliases it grows beyond 20000 values",
    `write fewer aliases ("*name"), or split the file`,
  ],
  [
    "brackets a hundred thousand deep",
    (c) => c.write("runbooks/x.yaml", "[".repeat(100_000)),
    "runbooks/x.yaml:1:",
    "nested deeper than 40 levels",
    "make it flatter",
  ],
  [
    "an unknown kind of step",
    (c) => c.change(followUp, "agent: letter-reply", "agnet: letter-reply"),
    `${followUp}:8:7`,
    `Cannot read step "letter": "agnet" is no kind of step`,
    `write "agent", if that is meant`,
  ],
  [
    "an unknown agent",
    (c) => c.change(followUp, "agent: letter-reply", "agent: letter-rply"),
    `${followUp}:8:14`,
    `Cannot find the agent "letter-rply"`,
    `write "letter-reply", if that is meant`,
  ],
  [
    "an unknown connector",
    (c) => c.change(followUp, "effect: mail.send", "effect: mial.send"),
    `${followUp}:27:25`,
    `Cannot find the connector "mial"`,
    `write "mail", if that is meant`,
  ],
  [
    "an unknown kind of connector",
    (c) => c.change("connectors/bank.yaml", "use: bank-csv", "use: bank-cvs"),
    "connectors/bank.yaml:3:6",
    `Cannot find the kind of connector "bank-cvs"`,
    `write "bank-csv", if that is meant`,
  ],
  [
    "an expression that cannot be read",
    (c) => c.change(followUp, "read != null &&", "read != null && &&"),
    `${followUp}:23:34`,
    `"&&" cannot stand there`,
    "correct the expression at this place",
  ],
  [
    "an expression about a name that nothing has",
    (c) => c.change(followUp, "event.known", "evnt.known"),
    `${followUp}:4:38`,
    `Cannot use "evnt": nothing has that name here`,
    `write "event", if that is meant`,
  ],
  [
    "calls in a circle",
    async (c) => {
      await c.write("runbooks/a.yaml", calling("a", "b"));
      await c.write("runbooks/b.yaml", calling("b", "a"));
    },
    "runbooks/b.yaml:5:16",
    `the calls go in a circle, "a" → "b" → "a"`,
    "take one of these calls out",
  ],
  [
    "a runbook that calls itself",
    (c) => c.write("runbooks/a.yaml", calling("a", "a")),
    "runbooks/a.yaml:5:16",
    `the calls go in a circle, "a" → "a"`,
    "take one of these calls out",
  ],
  [
    "an agent that is not given what it needs",
    (c) => c.change(followUp, 'mail: "{{ event }}"', 'mial: "{{ event }}"'),
    `${followUp}:9:13`,
    `Cannot leave out "mail": agent "letter-reply" needs it`,
    `add "mail"`,
  ],
  [
    "a field that an agent's output does not have",
    (c) => c.change(followUp, "{{ letter.subject }}", "{{ letter.subjekt }}"),
    `${followUp}:17:`,
    `there is no "subjekt"`,
    `write "subject", if that is meant`,
  ],
  [
    "an action that is not given what it needs",
    (c) => c.change(followUp, 'text: "{{ read.answer.text }}"', 'txt: "x"'),
    `${followUp}:31:19`,
    `Cannot give "txt" to "mail.send": it knows no such key`,
    `write "text", if that is meant`,
  ],
  [
    "code with a syntax error",
    (c) => c.write("code/x.js", "export default (x) => {\n  return x +;\n};\n"),
    "code/x.js:2",
    "Cannot run this code: SyntaxError",
    "write one self-contained module",
  ],
  [
    "code that imports something",
    (c) => c.write("code/x.js", 'import fs from "node:fs";\nexport default () => fs;\n'),
    "code/x.js",
    `"node:fs" cannot be imported: code must be self-contained`,
    "write one self-contained module",
  ],
  [
    "code without a default export",
    (c) => c.write("code/x.js", "export const work = (x) => x;\n"),
    "code/x.js",
    "the module has no default export that is a function",
    "write one self-contained module",
  ],
  [
    "a template that cannot be drawn",
    (c) => c.write("templates/invoice.typ", "= Invoice\n\n#data.nothing(\n"),
    "templates/invoice.typ:3",
    "Cannot draw an invoice from this template: it says: unclosed delimiter",
    "correct it at this place, or delete the file to use the built-in invoice",
  ],
];

test.each(wrong)(
  "%s is refused with file, place and remedy; what was active stays",
  async (_, spoil, place, message, remedy) => {
    const company = await studio();
    const before = await company.recorded();
    await spoil(company);
    for (const how of [["apply"], ["apply", "--dry-run"]]) {
      const { code, out, err } = await company.type(...how);
      expect([code, err]).toEqual([1, ""]);
      const said = out.replaceAll(/\s+/g, " ");
      expect(said).toContain(`✗ ${place}`);
      expect(said).toContain(message);
      expect(said).toContain(remedy === "" ? " Do " : ` Do ${remedy}`);
      expect(said).toContain("Nothing was changed: what was active stays active");
    }
    expect(await company.recorded()).toBe(before);
    expect(await company.type("inbox")).toMatchObject({ code: 0, err: "" });
  },
);

test("after the mistake is mended the files are applied", async () => {
  const company = await studio();
  await company.change(followUp, "agent: letter-reply", "agent: letter-rply");
  expect((await company.type("apply")).code).toBe(1);
  await company.change(followUp, "agent: letter-rply", "agent: letter-reply");
  await company.change(followUp, "sla: P1D", "sla: P2D");
  expect(await company.type("apply")).toMatchObject({ code: 0, err: "" });
});

test("every mistake of every file is told at once, and not again where it is used", async () => {
  const company = await studio();
  await company.change(followUp, "agent: letter-reply", "agnet: letter-reply");
  await company.change("connectors/bank.yaml", "use: bank-csv", "use: bank-cvs");
  await company.write("schemas/letter.json", "{ no json");
  await company.write("templates/letter-reply.json", "{ no json");
  const { out } = await company.type("apply", "--json");
  const { ok, problems } = JSON.parse(out);
  expect(ok).toBe(false);
  expect(problems.map(({ file }: { file: string }) => file)).toEqual([
    "connectors/bank.yaml",
    followUp,
    "schemas/letter.json",
    "templates/letter-reply.json",
  ]);
});

test.each(["up", "try"])(
  "%s with files that cannot be used says which and why, in four parts",
  async (command) => {
    const company = await newStudio();
    await company.change(followUp, "agent: letter-reply", "agnet: letter-reply");
    const mail = path.join(company.workspace, "mail/12-nordlicht-packaging.eml");
    const told = await company.type(...(command === "up" ? ["up"] : ["try", mail]));
    expect(told.code).toBe(1);
    expectFourParts(told, {
      what: `${followUp}:8:7 Cannot read step "letter": "agnet" is no kind of step Do write "agent", if that is meant`,
      you: `npx mainstay apply --dry-run --data ${company.data}`,
    });
  },
);

test.each([["apply"], ["up"], ["inbox"], ["rebuild"], ["stop"]])(
  "%s under a mistyped name makes nothing there",
  async (command) => {
    const folder = await scratch();
    const nowhere = path.join(folder, "sutdio");
    const told = await typed([command, "--workspace", nowhere]);
    expect(told.code).toBe(1);
    expectFourParts(told, {
      what: `Cannot find a company in "${nowhere}": there is no such folder`,
      you: "name the right folder with --workspace",
    });
    expect(await readdir(folder)).toEqual([]);
  },
);

test("a company is not begun in a folder that holds something", async () => {
  const folder = await scratch();
  await mkdir(path.join(folder, "photos"));
  const answers = [
    "--name",
    "A",
    "--country",
    "DE",
    "--currency",
    "EUR",
    "--vat",
    "none",
    "--email",
    "later",
    "--json",
  ];
  const told = await typed(["init", folder, ...answers]);
  expect(told.code).toBe(1);
  expectFourParts(told, { what: `it already holds "photos"`, you: "name an empty folder" });
  expect(await readdir(folder)).toEqual(["photos"]);
});

test("a file that is a link to nowhere is named, not followed into a fault", async () => {
  const company = await studio();
  await symlink("/nowhere/at/all.yaml", path.join(company.workspace, "runbooks/lost.yaml"));
  const { code, out } = await company.type("apply");
  expect(code).toBe(1);
  expect(out).toContain("runbooks/lost.yaml");
});

function calling(name: string, other: string): string {
  return `runbook: ${name}\npurpose: p\ntrigger: request\nsteps:\n  - x: { call: ${other} }\n`;
}

function bomb(): string {
  const lines = Array.from({ length: 30 }, (_, i) => {
    const before = i === 0 ? "a" : `b${i - 1}`;
    return `b${i}: &b${i} [*${before}, *${before}]`;
  });
  return ["a: &a [x]", ...lines].join("\n");
}
