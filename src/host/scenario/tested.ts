import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { errorCode } from "../../value/error-code.ts";
import { ofBytes, ofJson } from "../../value/digest.ts";
import { gather } from "../../workspace/files.ts";
import type { Places } from "../places.ts";
import { folder, scenarioFiles } from "./files.ts";

/** In the data folder: the files with which all scenarios passed the last time. */
const mark = "tested.json";

/** Notes that all scenarios pass on the files as they are; where no company is, nothing. */
export async function noteTested(places: Places): Promise<void> {
  if (!existsSync(places.data)) return;
  await writeFile(path.join(places.data, mark), JSON.stringify(await digestOf(places.workspace)));
}

/** How many scenarios there are that did not all pass on the files as they are. */
export async function untested(places: Places): Promise<number> {
  const count = (await scenarioFiles(places.workspace)).length;
  if (count === 0) return 0;
  const noted = await textOf(path.join(places.data, mark));
  return noted === JSON.stringify(await digestOf(places.workspace)) ? 0 : count;
}

async function digestOf(workspace: string): Promise<string> {
  const { files } = await gather(workspace);
  const digests = files.map(({ path: file, digest }) => [file, digest]);
  for (const name of await scenarioFiles(workspace)) {
    const bytes = await readFile(path.join(workspace, folder, name));
    digests.push([name, ofBytes(bytes)]);
  }
  return ofJson(digests);
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return "";
    throw error;
  }
}
