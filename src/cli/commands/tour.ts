import type { Command } from "commander";
import { Refused } from "../../api/contract/refused.ts";
import { type Context, sessionOf } from "../context.ts";
import { examples } from "../help.ts";
import { clean } from "../views/layout.ts";
import { diary } from "../views/tour.ts";

/** The tour plays alone in its folder: whoever is there is not asked, and need not be ended. */
function inUse(error: unknown, data: string | null): Refused | null {
  if (!(error instanceof Refused) || error.code !== "owned_elsewhere") return null;
  const where = data === null ? "here" : `in "${data}"`;
  const message = `Cannot play the tour ${where}: a running company uses that folder; name another with --data`;
  return new Refused({ code: "folder_in_use", message });
}

export function addTour(root: Command, context: Context): void {
  const tour = root
    .command("tour")
    .description(
      "Plays the example company's first month, unattended, and tells them like a diary.",
    )
    .summary("the first month of the example company, as a diary")
    .action(async (_options: object, command: Command) => {
      const session = sessionOf(context, command, true);
      const tell = diary(session.frame);
      try {
        for await (const event of session.deps.tour({ place: session.place })) {
          if (session.json) session.row(event);
          else session.say(tell(clean(event)));
        }
      } catch (error) {
        throw inUse(error, session.place.data) ?? error;
      }
    });
  examples(tour, [
    ["tour", "takes some seconds"],
    ["tour --json", "each entry as one line of JSON"],
  ]);
}
