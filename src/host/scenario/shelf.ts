import { readFile } from "node:fs/promises";
import path from "node:path";
import { ofFile, problem } from "../../workspace/problem.ts";
import type { Problem, Workspace } from "../../workspace/release.ts";
import { type Placed, read } from "../../workspace/scenario/file.ts";
import { read as readYaml } from "../../workspace/yaml.ts";
import { crossCheck } from "./check.ts";
import { folder, scenarioFiles } from "./files.ts";

/** Every scenario of the company, or everything that is wrong with them. */
export async function shelf(
  workspace: string,
  company: Workspace,
): Promise<{ scenarios: Placed[]; problems: Problem[] }> {
  const scenarios: Placed[] = [];
  const problems: Problem[] = [];
  for (const name of await scenarioFiles(workspace)) {
    const file = `${folder}/${name}`;
    const yaml = readYaml(await readFile(path.join(workspace, file), "utf8"));
    const made = yaml.ok ? read(yaml.source) : yaml;
    if (!yaml.ok || !made.ok) {
      if (!made.ok) problems.push(...made.mistakes.map((found) => problem(file, found)));
      continue;
    }
    const placed = { file, source: yaml.source, scenario: made.value };
    if (`${made.value.scenario}.yaml` !== name) {
      const message = `Cannot tell which name holds: the file is called "${name}", its scenario "${made.value.scenario}"`;
      problems.push({
        ...ofFile(file, message, "give both the same name"),
        ...yaml.source.at("/scenario"),
      });
    }
    problems.push(...crossCheck(placed, company).map((found) => problem(file, found)));
    scenarios.push(placed);
  }
  return { scenarios, problems };
}
