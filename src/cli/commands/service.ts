import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { exit } from "../exit.ts";
import { examples } from "../help.ts";
import { serviceLines } from "../views/service.ts";

export function addService(root: Command, context: Context): void {
  const service = root
    .command("service")
    .description("Keeps the company running: begins it when you log in, and again after a failure.")
    .summary("keep the company running");
  service
    .command("install")
    .description("Sets that up by the system's own means, for your user alone, and begins it.")
    .summary("set it up, and begin")
    .option("--print", "only show what would be written")
    .option("--as-root", "also as root, who may do everything here")
    .action(async (options: { print?: boolean; asRoot?: boolean }, command: Command) => {
      const session = sessionOf(context, command);
      const asked = { print: options.print === true, asRoot: options.asRoot === true };
      const view = await session.deps.service.install(session.place, asked);
      session.show(view, serviceLines);
      if (view.left.length > 0) context.exit = exit.failed;
    });
  service
    .command("status")
    .description("Whether it is set up, and runs.")
    .summary("whether it runs")
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(context, command);
      const view = await session.deps.service.status(session.place);
      session.show(view, serviceLines);
      if (!view.running) context.exit = exit.failed;
    });
  service
    .command("uninstall")
    .description("Ends it and takes it away again. The company and its data stay as they are.")
    .summary("end it, and take it away")
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(context, command);
      const view = await session.deps.service.uninstall(session.place);
      session.show(view, serviceLines);
      if (view.left.length > 0) context.exit = exit.failed;
    });
  examples(service, [
    ["service install --print", "shows what would be written"],
    ["service install", "keeps it running from now on"],
    ["service status", "whether it runs"],
  ]);
}
