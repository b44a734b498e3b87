import { readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * A fault that is planted to see whether the simulation finds it: one place of the product's source,
 * replaced while it is loaded. Nothing of the product knows of it.
 */
export type Fault = {
  name: string;
  /** The promise or invariant of the product that it breaks. */
  breaks: string;
  /** Path below src/. */
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
};

const src = join(import.meta.dirname, "../../../src");

export function pathOf(fault: Fault): string {
  return join(src, fault.file);
}

/** The file's text with the fault in it. Throws where the code has moved on. */
export function plant(fault: Fault): string {
  const text = readFileSync(pathOf(fault), "utf8");
  const parts = text.split(fault.find);
  if (parts.length !== 2) {
    throw new Error(
      `Cannot plant "${fault.name}": what it replaces stands ${parts.length - 1} times in src/${fault.file}; adapt test/sim/planted`,
    );
  }
  return parts.join(fault.replace);
}
