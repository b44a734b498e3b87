import { readFile } from "node:fs/promises";
import path from "node:path";
import { parse } from "yaml";

/** The branch of her site that connectors/git.yaml names, else the usual one. */
export async function siteBranch(folder: string, usual: string): Promise<string> {
  const said: unknown = parse(await readFile(path.join(folder, "connectors/git.yaml"), "utf8"));
  if (typeof said !== "object" || said === null || !("branch" in said)) return usual;
  return typeof said.branch === "string" ? said.branch : usual;
}
