import { readdir } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../../value/error-code.ts";

/** Where scenarios stand among the company's files. */
export const folder = "scenarios";

/** Names of the files that hold one each, in order. */
export async function scenarioFiles(workspace: string): Promise<string[]> {
  try {
    const all = await readdir(path.join(workspace, folder));
    return all.filter((name) => /^[^.].*\.yaml$/.test(name)).toSorted();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}
