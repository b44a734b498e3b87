import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "..");
const read = (...parts: string[]) => readFile(path.join(root, ...parts), "utf8");
const manifestOf = async (...parts: string[]) => JSON.parse(await read(...parts, "package.json"));

test("what comes with Mainstay to find by meaning is named in NOTICE, as it is and with its licence", async () => {
  const { dependencies, files } = (await manifestOf()) as {
    dependencies: Record<string, string>;
    files: string[];
  };
  expect(files).toContain("NOTICE");
  const notice = await read("NOTICE");
  const models = Object.keys(dependencies).filter((name) => name.startsWith("@lat.md/"));
  expect(models).not.toEqual([]);
  for (const name of models) {
    const { version, license } = (await manifestOf("node_modules", name)) as {
      version: string;
      license: "MIT" | "Apache-2.0";
    };
    expect(dependencies[name]).toBe(version);
    expect(notice).toContain(`${name}, version ${version}`);
    expect(notice).toContain(
      { MIT: "MIT License", "Apache-2.0": "Apache License, Version 2.0" }[license],
    );
    expect(notice).toContain((await read("node_modules", name, "LICENSE")).trim());
  }
  expect(await read("README.md")).toContain("(NOTICE)");
});
