import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { examples } from "../help.ts";

export function addDiagram(root: Command, context: Context): void {
  const diagram = root
    .command("diagram <process>")
    .description(
      "Prints a process as a flowchart in Mermaid's text, which GitHub and many editors show as a picture.",
    )
    .summary("a process as a diagram")
    .action((process: string, _options: object, command: Command) => {
      const session = sessionOf(context, command);
      return session.desk(async (desk) => {
        const mermaid = await desk.diagram(process);
        session.show({ process, mermaid }, (drawn) => drawn.mermaid.trimEnd().split("\n"));
      });
    });
  examples(diagram, [
    ["diagram onboard-client", "its steps, branches and waits"],
    ["diagram onboard-client > onboarding.mmd", "into a file"],
  ]);
}
