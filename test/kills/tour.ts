import { mkdir } from "node:fs/promises";
import path from "node:path";
import { tourPlaces } from "../../src/host/places.ts";
import { type Left, leftIn } from "../tour/left.ts";
import type { Work } from "./killed.ts";

/** The example company's first month, told line by line: everything that the company does, once. */
export async function tour(): Promise<Work<Left>> {
  return {
    workspace: tourPlaces({ data: null, workspace: null }, process.cwd()).workspace,
    begin: (data) => mkdir(data),
    child: (data) => [path.join(import.meta.dirname, "tour-child.ts"), data],
    left: leftIn,
    amiss: () => [],
    close: async () => {},
  };
}
