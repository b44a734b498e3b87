import type { Command } from "commander";
import { type Context, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { clean } from "../views/layout.ts";
import { diary } from "../views/tour.ts";

export function addTour(root: Command, context: Context): void {
  const tour = root
    .command("tour")
    .description("Plays the example company's first days, unattended, and tells them like a diary.")
    .summary("the first days of the example company, as a diary")
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(context, command, true);
      const tell = diary(session.frame);
      for await (const event of session.deps.tour({ place: session.place })) {
        if (session.json) session.row(event);
        else session.say(tell(clean(event)));
      }
    });
  examples(tour, [
    ["tour", "takes some seconds"],
    ["tour --json", "each entry as one line of JSON"],
  ]);
}
