import { shellWord } from "../../value/shell.ts";
import type { InitView } from "../deps/founding.ts";
import type { Frame } from "./frame.ts";
import { hang, wrap } from "./layout.ts";

/** What was made, what it does, and what comes next. */
export function madeLines(
  view: InitView & { assumed: readonly string[]; currency: string },
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
    ...wrap(
      `${view.files.length} files, all of them yours to change: ${folders(view.files)}`,
      frame.width,
    ),
    ...(view.assumed.length === 0
      ? []
      : wrap(
          `Taken as usual, since nothing else was said: ${view.assumed.join(", ")}. What is not so, correct in these files.`,
          frame.width,
        )),
    "",
    ...processes(view, frame),
    "",
    ...wrap(`Nothing runs yet and nothing was sent. ${only} Next:`, frame.width),
    `  ${frame.typed(`up --workspace ${shellWord(view.folder)}`)}`,
  ];
}

function folders(files: readonly string[]): string {
  const tops = new Set(files.map((file) => (file.includes("/") ? file.split("/")[0] : file)));
  return [...tops].join(", ");
}

/** Each process in a sentence, with the command that begins it. */
function processes(
  { folder, currency }: { folder: string; currency: string },
  frame: Frame,
): string[] {
  const typed = (words: string) => `  ${frame.typed(`${words} --workspace ${shellWord(folder)}`)}`;
  const retainer = {
    client: "ana@nordlicht.example",
    amount: `1000 ${currency}`,
    text: "Design support",
  };
  const met = { email: "ben@quay.example", name: "Ben Quay" };
  const input = (value: object) => `--input '${JSON.stringify(value)}'`;
  const told = (label: string, text: string) => hang(label.padEnd(13), text, frame.width);
  return [
    ...told(
      "Billing",
      "invoices by your word, retainers on the first of each month, payments from your bank's files, reminders of what is late, and the month's report:",
    ),
    typed("run write-invoice"),
    typed(`run agree-retainer ${input(retainer)}`),
    ...told(
      "New clients",
      "begin with a stranger's mail, or by your word; what is agreed is yours to say, and a deposit if you want one:",
    ),
    typed(`run onboard-client ${input(met)}`),
    ...told(
      "Notes",
      "on your site, from an idea to the post and the mail about it. They sleep until you name its git repository:",
    ),
    typed("init --change site"),
    typed(`run publish-note ${input({ idea: "Why I quote by the piece" })}`),
    ...told("Mail", "of people you know comes before you with an answer to send or not."),
  ];
}
