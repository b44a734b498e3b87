import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";

type Package = {
  version: string;
  integrity?: string;
  optional?: true;
  resolved?: string;
} & Partial<Record<"dependencies" | "optionalDependencies", Record<string, string>>>;

const file = resolve(import.meta.dirname, "..", "package-lock.json");
const { packages } = JSON.parse(readFileSync(file, "utf8")) as {
  packages: Record<string, Package>;
};

/** What npm finds from a package's place: beside it or further out. */
function found(place: string, name: string): boolean {
  for (let at = place; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/node_modules/")))) {
    if (packages[join(at, "node_modules", name)] !== undefined) return true;
    if (at === "") return false;
  }
}

// npm leaves out what the machine at hand cannot install; "npm ci" then refuses the file elsewhere.
test("the lockfile names the packages of every platform", () => {
  const missing = Object.entries(packages).flatMap(
    ([place, { dependencies, optionalDependencies }]) =>
      Object.keys({ ...dependencies, ...optionalDependencies }).filter(
        (name) => !found(place, name),
      ),
  );
  expect(missing).toEqual([]);
});

test("every package has a checksum", () => {
  const bare = Object.entries(packages).filter(
    ([place, { integrity }]) => place !== "" && integrity === undefined,
  );
  expect(bare).toEqual([]);
});

test("the lockfile holds no registry's address", () => {
  expect(Object.entries(packages).filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});
