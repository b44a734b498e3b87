import { randomBytes, randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { Refused } from "../api/contract/refused.ts";
import { aboutFile } from "../backup/about.ts";
import type { Owner } from "../engine/owner.ts";
import type { EventStore } from "../ledger/store.ts";
import { shellWord } from "../value/shell.ts";
import type { Places } from "./places.ts";

/** Nothing is made where no company is: neither for who only looks, nor under a mistyped name. */
export function mayBegin({ workspace, data }: Places, mode: Owner["mode"]): void {
  if (!existsSync(path.join(workspace, "mainstay.yaml"))) {
    const reason = existsSync(workspace) ? "it holds no mainstay.yaml" : "there is no such folder";
    throw new Refused({
      code: "company_missing",
      message: `Cannot find a company in "${workspace}": ${reason}; name the right folder with --workspace, or make one with "mainstay init"`,
    });
  }
  if (existsSync(path.join(data, aboutFile))) {
    throw new Refused({
      code: "data_folder_taken",
      message: `Cannot begin a company in "${data}": it holds backups; name another folder with --data, or restore one with "mainstay restore --from ${shellWord(data)} --data NEW"`,
    });
  }
  if (mode !== "read") return;
  throw new Refused({
    code: "nothing_yet",
    message: `There is nothing in "${data}" yet; begin with "mainstay up", or "npm start" for the example`,
  });
}

/** The key under which ids are opaque; a company that has none begins with it. */
export async function keyOf(store: EventStore, mode: Owner["mode"]): Promise<string> {
  const known = await store.getMeta("workspace-key");
  if (known !== null) return known;
  const key = randomBytes(32).toString("hex");
  if (mode !== "read") {
    await store.setMeta("workspace-id", randomUUID());
    await store.setMeta("epoch", "1");
    // Last: a crash before it leaves no key, and the next start begins here again.
    await store.setMeta("workspace-key", key);
  }
  return key;
}
