import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { at, scratch } from "../bad-input/company.ts";
import { lived } from "../transfer/company.ts";

const words = (text: string) => text.replaceAll(/\s+/g, " ");

test("an invoice's PDF that was changed is named by the doctor, and its remedy brings the right one back", async () => {
  const places = await lived();
  const company = at(places.workspace, places.data);
  const names = await readdir(places.data, { recursive: true });
  const name = names.find((each) => /invoices\/.*\.pdf$/.test(each)) ?? "";
  const file = path.join(places.data, name);
  const well = words((await company.type("doctor")).out);
  expect(well).not.toContain("is not as it was written");
  expect(well).toMatch(
    /✓ books .* are compared with what was kept of them, amounts in the journal with nothing/,
  );
  const right = await readFile(file);
  await writeFile(
    file,
    Buffer.concat([right.subarray(0, 900), Buffer.from("x"), right.subarray(901)]),
  );
  const told = words((await company.type("doctor")).out);
  expect(told).toContain(
    `"${path.basename(file)}" in "${path.dirname(file)}" is not as it was written`,
  );
  const folder = path.join(await scratch(), "export");
  expect((await company.type("export", folder)).code).toBe(0);
  const documents = path.join(folder, "documents");
  const kept = await Promise.all(
    (await readdir(documents)).map((each) => readFile(path.join(documents, each))),
  );
  const found = kept.find((each) => each.equals(right));
  expect(found).toBeDefined();
  await writeFile(file, found ?? "");
  expect(words((await company.type("doctor")).out)).not.toContain("is not as it was written");
});
