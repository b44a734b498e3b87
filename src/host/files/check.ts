import { readFile } from "node:fs/promises";
import path from "node:path";
import { openSandbox, type Sandbox } from "../../agent/sandbox.ts";
import type { Place } from "../../connectors/contract.ts";
import { read, type Result } from "../../workspace/read.ts";
import type { Problem, Settings, Workspace } from "../../workspace/release.ts";
import { kinds } from "../kinds.ts";
import type { Places } from "../places.ts";
import { secretsIn } from "../secrets.ts";

/**
 * The workspace's files, checked also by what will read them: code by the machine that runs it,
 * templates by whoever draws from them. What the active release holds already is not checked again.
 */
export async function readChecked(
  places: Places,
  times: Times,
  active: Workspace | null,
): Promise<Result> {
  const found = await read(places.workspace, kinds);
  if (!found.ok) return found;
  const { workspace } = found;
  const problems = [
    ...(await code(places, changed(workspace, active, "code/"))),
    ...(await connectors(places, times, workspace, active)),
  ];
  return problems.length === 0 ? found : { ok: false, problems };
}

/** A template that is gone matters too: a connector may still name it. */
function redrawn(now: Workspace, active: Workspace | null): boolean {
  const drawn = ({ release }: Workspace) =>
    Object.entries(release.files)
      .filter(([file]) => file.startsWith("templates/") && !file.endsWith(".json"))
      .map((pair) => pair.join(" "))
      .toSorted()
      .join("\n");
  return active === null || drawn(now) !== drawn(active);
}

function changed(now: Workspace, active: Workspace | null, folder: string): string[] {
  const before = active?.release.files ?? {};
  const files = Object.entries(now.release.files).filter(([file]) => file.startsWith(folder));
  return files.filter(([file, digest]) => before[file] !== digest).map(([file]) => file);
}

const deadlineMs = 2_000;

async function code(places: Places, files: readonly string[]): Promise<Problem[]> {
  if (files.length === 0) return [];
  const sandbox = openSandbox();
  try {
    const problems: Problem[] = [];
    for (const file of files) problems.push(...(await judge(sandbox, places.workspace, file)));
    return problems;
  } finally {
    await sandbox.close();
  }
}

async function judge(sandbox: Sandbox, workspace: string, file: string): Promise<Problem[]> {
  const source = await readFile(path.join(workspace, file), "utf8");
  const call = { source, input: null, deadlineMs };
  const result = await sandbox.run(call, new AbortController().signal);
  // A machine that cannot start the child now says nothing about the code.
  if (result.ok || result.failure === "transient") return [];
  const line = / \(line (\d+)\)$/.exec(result.reason);
  return [
    {
      file,
      line: line === null ? null : Number(line[1]),
      column: null,
      message: `Cannot run this code: ${result.reason.slice(0, line?.index)}`,
      remedy: "write one self-contained module with `export default (input) => output`",
    },
  ];
}

async function connectors(
  places: Places,
  times: Times,
  workspace: Workspace,
  active: Workspace | null,
): Promise<Problem[]> {
  const place = placeOf(workspace.settings, places, times);
  const all = redrawn(workspace, active);
  const problems: Problem[] = [];
  for (const [name, { use, version, settings }] of Object.entries(workspace.settings.connectors)) {
    if (!all && active?.settings.connectors[name]?.version === version) continue;
    for (const flaw of (await kinds[use]?.check?.(settings, place)) ?? []) {
      problems.push({ ...flaw, column: null });
    }
  }
  return problems;
}

export type Times = Required<Pick<Place, "now" | "fileNow">>;

/** What a connector of these settings is given. */
export function placeOf(settings: Settings, places: Places, times: Times): Place {
  const { name, currency, timeZone, locale, details, personas } = settings.company;
  return {
    workspace: places.workspace,
    root: places.data,
    company: { ...details, name, currency, timeZone, locale, personas, details },
    secret: secretsIn(places.data, process.env),
    ...times,
  };
}
