import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One place of the product's source, and what stands there instead. */
export type Edit = {
  /** Path below src/, or from there to what stands for the disk in a simulation. */
  file: string;
  /** Stands in the file exactly once. */
  find: string;
  replace: string;
};

/**
 * A fault that is planted to see whether the simulation finds it: the product's source is changed
 * while it is loaded. Nothing of the product knows of it.
 */
export type Fault = Edit & {
  name: string;
  /** The promise or invariant of the product that it breaks. */
  breaks: string;
  /** Other places that keep the same promise, and must not. */
  also?: readonly Edit[];
};

const src = join(import.meta.dirname, "../../../src");

/** By path, the text of each file with the fault in it. Throws where the code has moved on. */
export function plant(fault: Fault): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of [fault, ...(fault.also ?? [])]) {
    const path = join(src, file);
    const parts = (texts.get(path) ?? readFileSync(path, "utf8")).split(find);
    if (parts.length !== 2) {
      throw new Error(
        `Cannot plant "${fault.name}": what it replaces stands ${parts.length - 1} times in src/${file}; adapt test/sim/planted`,
      );
    }
    texts.set(path, parts.join(replace));
  }
  return texts;
}
