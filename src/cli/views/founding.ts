import type { InitView } from "../deps/founding.ts";
import type { Frame } from "./frame.ts";
import { wrap } from "./layout.ts";

/** What was made, and what comes next. */
export function madeLines(
  view: InitView & { assumed: readonly string[] },
  lookDays: number,
  frame: Frame,
): string[] {
  const days = lookDays === 1 ? "day" : `${lookDays} days`;
  const only =
    lookDays === 0
      ? "It acts from the first day on, as your rules say."
      : `For the first ${days} it only looks: it reads, drafts and asks, and sends nothing.`;
  return [
    `Made ${view.folder}`,
    ...view.files.map((file) => `  ${file}`),
    ...(view.assumed.length === 0
      ? []
      : wrap(
          `Taken as usual, since nothing else was said: ${view.assumed.join(", ")}. What is not so, correct in these files.`,
          frame.width,
        )),
    ...wrap(`Nothing runs yet and nothing was sent. ${only} Next:`, frame.width),
    `  ${frame.typed(`up --workspace ${view.folder}`)}`,
  ];
}
