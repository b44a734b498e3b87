import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test, vi } from "vitest";
import type { RememberedView } from "../../src/cli/views/memory/import.ts";
import { newStudio } from "../bad-input/company.ts";

// The model that comes along is read anew by each command that needs it.
vi.setConfig({ testTimeout: 60_000 });

test("a line that is no UTF-8, or that holds what cannot be seen, is told by its number; the others are kept", async () => {
  const company = await newStudio();
  await company.type("apply");
  const row = (id: string, text: string) => JSON.stringify({ id, client: "ana", text });
  const file = path.join(company.workspace, "talk.jsonl");
  const lines = [
    Buffer.from(row("a", "Grüße.\tTwo\nlines\r\n😀")),
    Buffer.from(row("b", "Gr\xfc\xdfe."), "latin1"),
    Buffer.from(row("c", "A bell \u0007.")),
    Buffer.from(row("d", "No \u0000.")),
    Buffer.from(row("e", "Turned \u202e around.")),
    Buffer.from(JSON.stringify({ id: "f", client: "ana", author: "A\u2066b", text: "Text." })),
    Buffer.from(row("g", "Last.")),
  ];
  await writeFile(file, Buffer.concat(lines.flatMap((line) => [line, Buffer.from("\n")])));
  const told = await company.type("memory", "import", "--jsonl", file, "--json");
  const { kept, refused } = JSON.parse(told.out) as RememberedView;
  const unseen = "holds a character that cannot be seen or read; write it without";
  expect([told.code, kept, refused]).toEqual([
    1,
    2,
    [
      { line: 2, reason: "it is not in UTF-8; save the file as UTF-8" },
      { line: 3, reason: `"text" ${unseen}` },
      { line: 4, reason: `"text" ${unseen}` },
      { line: 5, reason: `"text" ${unseen}` },
      { line: 6, reason: `"author" ${unseen}` },
    ],
  ]);
  const { out } = await company.type("memory", "export", "--client", "ana");
  expect(out).toContain(JSON.stringify("Grüße.\tTwo\nlines\r\n😀"));
});
