import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Refused } from "../../api/contract/refused.ts";
import { readState } from "../../backup/state.ts";
import { socketPath } from "../../engine/socket-path.ts";
import { read } from "../../workspace/read.ts";
import { kinds } from "../kinds.ts";
import type { Places } from "../places.ts";

/** What is kept running, with whole paths: nothing of them is looked up again later. */
export type What = {
  /** Tells several companies of one user apart. */
  name: string;
  node: string;
  script: string;
  workspace: string;
  data: string;
  /** Where it may write; the rest of the disk it may not. */
  writes: readonly string[];
};

const script = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "../../../bin/mainstay.js",
);

export async function whatOf(places: Places): Promise<What> {
  const { workspace, data } = places;
  if (!existsSync(path.join(workspace, "mainstay.yaml"))) {
    throw new Refused({
      code: "company_missing",
      message: `Cannot keep a company running in "${workspace}": it holds no mainstay.yaml; name its folder with --workspace`,
    });
  }
  const digest = createHash("sha256").update(`${workspace}\n${data}`).digest("hex").slice(0, 6);
  const plain = path
    .basename(workspace)
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-");
  const writes = [data, path.dirname(socketPath(data)), ...(await outsideFolders(places))];
  for (const place of [process.execPath, script, workspace, ...writes]) refuseOdd(place);
  return {
    name: `mainstay-${plain.slice(0, 30)}-${digest}`,
    node: process.execPath,
    script,
    workspace,
    data,
    writes: [...new Set(writes)],
  };
}

/** Folders of connectors and backups that lie outside the data. */
async function outsideFolders({ workspace, data }: Places): Promise<string[]> {
  const state = await readState(data);
  const found = await read(workspace, kinds);
  const { connectors = {}, backup } = found.ok ? found.workspace.settings : {};
  const settings = Object.values(connectors).flatMap(({ settings: own }) => Object.values(own));
  const named = settings.filter((value) => typeof value === "string" && path.isAbsolute(value));
  const to = backup?.to ?? null;
  return [
    ...named.map(String),
    ...(state === null ? [] : [state.to]),
    ...(to === null ? [] : [path.resolve(workspace, to)]),
  ].filter((folder) => !folder.startsWith(`${data}${path.sep}`));
}

/** A line of its own in a file of the system's would be a setting of its own. */
function refuseOdd(place: string): void {
  // oxlint-disable-next-line no-control-regex -- these are what is refused
  if (!/[\u0000-\u001f\u007f]/u.test(place)) return;
  throw new Refused({
    code: "path_unusable",
    message: `Cannot keep a company running: the path ${JSON.stringify(place)} holds a line end or another control character; give the folder another name`,
  });
}
