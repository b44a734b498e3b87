import { readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { type Company, scratch as newFolder, studio, type Told } from "../bad-input/company.ts";

/** The example company with a backup of it, and the identity that opens it in a file elsewhere. */
export type BackedUp = {
  company: Company;
  repository: string;
  identity: string;
  scratch: string;
};

export async function backedUp(): Promise<BackedUp> {
  const company = await studio();
  const scratch = await newFolder();
  const repository = path.join(scratch, "repository");
  const init = await company.type("backup", "init", "--to", repository, "--json");
  const { identity: text } = JSON.parse(init.out);
  const identity = path.join(scratch, "identity.txt");
  await writeFile(identity, text);
  const { code, err } = await company.type("backup");
  if (code !== 0) throw new Error(`Cannot back up: ${err}`);
  return { company, repository, identity, scratch };
}

/** She says yes to the first draft that waits. */
export async function answered(company: Company): Promise<Told> {
  const { lines } = JSON.parse((await company.type("inbox", "--json")).out);
  return company.type("approve", `${lines[0].number}`, "--yes");
}

export async function names(folder: string): Promise<string[]> {
  return readdir(folder, { recursive: true });
}
