import path from "node:path";
import { writeSchemas } from "../../workspace/formats.ts";
import { kinds } from "../kinds.ts";

/** Writes the JSON Schema of every file format, for editors and for the check that they did not drift. */
export async function schemas(folder: string): Promise<string[]> {
  return writeSchemas(path.resolve(folder), kinds);
}
