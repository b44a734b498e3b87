import { typedIn } from "../context.ts";
import type { TourEvent } from "../deps/tour.ts";
import { amount } from "./amount.ts";
import type { Frame } from "./frame.ts";
import { hang, pad, table } from "./layout.ts";
import { reportLines } from "./report.ts";
import { clock, day } from "./when.ts";
import { plural } from "./words.ts";

/** The tour as a diary: a heading for each day, a line for each thing that happened. */
export function diary(frame: Frame): (event: TourEvent) => string[] {
  let told: Told = { zone: "UTC", locale: "en", folder: "", date: "" };
  return (event) => {
    if (event.kind === "opened") {
      told = { zone: event.timeZone, locale: event.locale, folder: event.folder, date: "" };
      return openingLines(event, frame);
    }
    if (event.kind === "ended") return endingLines(event, told, frame);
    const date = day(event.at, told.zone);
    const heading = date === told.date ? [] : ["", frame.paint.strong(date)];
    told.date = date;
    const about = event.client === "" ? event.line : `${event.client}: ${event.line}`;
    const label = `  ${clock(event.at, told.zone)} ${pad(event.verb, 8)} `;
    return [...heading, ...hang(label, about, frame.width)];
  };
}

type Told = { zone: string; locale: string; folder: string; date: string };
type Opened = Extract<TourEvent, { kind: "opened" }>;
type Ended = Extract<TourEvent, { kind: "ended" }>;

function openingLines(event: Opened, frame: Frame): string[] {
  return [
    `${frame.paint.strong(event.company)} · its first month`,
    "EXAMPLE COMPANY, nothing leaves this computer",
    ...hang("", drafting(event.models), frame.width),
    ...(event.resumed ? ["Goes on where the last tour was interrupted"] : []),
    ...(event.finished ? ["Was played to its end before; this is what it left"] : []),
    ...hang("In ", event.folder, frame.width),
  ];
}

function drafting(models: readonly string[]): string {
  return models.length === 0
    ? "No model: drafts come from rules and templates"
    : `Models draft, as they answer on this computer: ${models.join(", ")}`;
}

function endingLines(event: Ended, told: Told, frame: Frame): string[] {
  const spent = amount(event.spentMicros, event.currency, told.locale);
  const waits = event.waiting === 0 ? "nothing waits for you" : `${event.waiting} waiting for you`;
  const rows = event.artifacts.map(({ label, path }) => [label, path]);
  return [
    "",
    ...reportLines(event.report, frame),
    "",
    `The tour ends on ${day(event.at, told.zone)}: ${waits}, AI spend ${spent}`,
    ...(rows.length === 0 ? [] : [`${plural(rows.length, "thing")} to open:`]),
    ...table(rows, frame.width, { indent: 2 }),
    "",
    // The tour's data lie apart, so every command that looks there has to say so.
    ...hang(
      "Look around   ",
      typedIn({ data: told.folder, workspace: null }, {})("inbox"),
      frame.width,
    ),
    ...hang(
      "Begin afresh  ",
      `delete ${told.folder}, or name another folder with --data`,
      frame.width,
    ),
  ];
}
