import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll } from "vitest";
import type { TestEvent } from "../../src/cli/deps/scenarios.ts";
import { scenarios } from "../../src/host/scenario/scenarios.ts";

export const studio = path.resolve(import.meta.dirname, "../../examples/studio");

export type One = Extract<TestEvent, { kind: "scenario" }>;

/** Everything that a run of a workspace's scenarios tells. */
export async function told(
  workspace: string,
  how: { names?: string[]; only?: string; verbose?: boolean; data?: string } = {},
): Promise<TestEvent[]> {
  const { names = [], only = null, verbose = false } = how;
  const events: TestEvent[] = [];
  const places = { workspace, data: how.data ?? path.join(workspace, "nowhere") };
  for await (const event of scenarios({ names, only, verbose }, places)) events.push(event);
  return events;
}

export function ones(events: readonly TestEvent[]): One[] {
  return events.flatMap((event) => (event.kind === "scenario" ? [event] : []));
}

/** "12: message" of everything that was not as expected, by the scenario's name. */
export function missed(events: readonly TestEvent[]): Record<string, string[]> {
  return Object.fromEntries(
    ones(events).map(({ name, problems }) => [
      name,
      problems.map(
        ({ line, message, expected, found }) => `${line}: ${message} | ${expected} | ${found}`,
      ),
    ]),
  );
}

/** A copy of the example company without its scenarios, for tests that write their own. */
export function stage(): {
  folder: string;
  write(files: Readonly<Record<string, string>>): Promise<void>;
} {
  const made = { folder: "", write };
  beforeAll(async () => {
    made.folder = await mkdtemp(path.join(tmpdir(), "mainstay-scenario-"));
    const filter = (from: string) => !/(scenarios|\.mainstay)$/.test(from);
    await cp(studio, made.folder, { recursive: true, filter });
  });
  afterAll(() => rm(made.folder, { recursive: true, force: true }));
  async function write(files: Readonly<Record<string, string>>): Promise<void> {
    await rm(path.join(made.folder, "scenarios"), { recursive: true, force: true });
    for (const [file, text] of Object.entries(files)) {
      const target = path.join(made.folder, file);
      await mkdir(path.dirname(target), { recursive: true });
      await writeFile(target, text);
    }
  }
  return made;
}
