import { Refused } from "../../api/contract/refused.ts";
import { isObject } from "../../value/json.ts";
import { read } from "../../workspace/read.ts";
import type { Settings } from "../../workspace/release.ts";
import { kinds } from "../kinds.ts";
import type { Places } from "../places.ts";

/** The company, as its files say now. */
export async function companyOf({ workspace }: Places): Promise<Settings["company"]> {
  const found = await read(workspace, kinds);
  if (found.ok) return found.workspace.settings.company;
  throw new Refused({
    code: "files_invalid",
    message: `Cannot tell which mails are yours: your files have mistakes; see "mainstay apply --dry-run"`,
  });
}

/** Every address that she writes under. */
export async function ownAddresses(places: Places): Promise<ReadonlySet<string>> {
  const { personas, details } = await companyOf(places);
  const email = isObject(details) ? details["email"] : null;
  const all = [...Object.values(personas).map(({ address }) => address), email];
  return new Set(all.filter((each) => typeof each === "string").map((each) => each.toLowerCase()));
}
