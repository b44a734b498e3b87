import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Refused } from "../api/contract/refused.ts";
import type { Place } from "../cli/deps/place.ts";

/**
 * Where a company's files and its data lie (OW2): as said on the command line or by MAINSTAY_HOME;
 * else the workspace is the folder at or above the current one that holds mainstay.yaml, and its
 * data are in .mainstay beside it. Mainstay's own checkout stands for its example, whose data lie
 * apart, so that the example is never written into.
 */
export type Places = { workspace: string; data: string };

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
/** The company that comes with Mainstay. */
export const example: Places = {
  workspace: path.join(root, "examples", "studio"),
  data: path.join(root, ".mainstay", "studio"),
};

/** Her letters in other languages than the example's own, by locale and then by template. */
export const letters = path.join(root, "examples", "letters");

/** Passages and questions that memory is measured with. */
export const consultant = path.join(root, "examples", "consultant");

export function placesOf(place: Place, cwd: string): Places {
  const workspace = place.workspace === null ? above(cwd) : path.resolve(cwd, place.workspace);
  if (workspace === null) {
    if (cwd === root)
      return {
        ...example,
        ...(place.data === null ? {} : { data: path.resolve(cwd, place.data) }),
      };
    if (place.data !== null) return { workspace: cwd, data: path.resolve(cwd, place.data) };
    throw new Refused({
      code: "company_missing",
      message: `Cannot find a company here: neither "${cwd}" nor a folder above it holds mainstay.yaml; go to yours, name it with --workspace, or make one with "mainstay init"`,
    });
  }
  const data =
    place.data === null ? path.join(workspace, ".mainstay") : path.resolve(cwd, place.data);
  return { workspace, data };
}

/** The example company, with data of its own. */
export function examplePlaces(place: Place, cwd: string): Places {
  return place.data === null ? example : { ...example, data: path.resolve(cwd, place.data) };
}

/** Data folder of the tour, apart from everything else. */
export function tourPlaces(place: Place, cwd: string): Places {
  const data =
    place.data === null ? path.join(root, ".mainstay", "tour") : path.resolve(cwd, place.data);
  return { workspace: example.workspace, data };
}

function above(cwd: string): string | null {
  let folder = cwd;
  for (;;) {
    if (existsSync(path.join(folder, "mainstay.yaml"))) return folder;
    const parent = path.dirname(folder);
    if (parent === folder) return null;
    folder = parent;
  }
}
