import type { TourEvent } from "../deps.ts";
import { amount } from "./amount.ts";
import type { Frame } from "./frame.ts";
import { hang, pad, table } from "./layout.ts";
import { clock, day } from "./when.ts";
import { plural } from "./words.ts";

/** The tour as a diary: a heading for each day, a line for each thing that happened. */
export function diary(frame: Frame): (event: TourEvent) => string[] {
  let told = { zone: "UTC", locale: "en", date: "" };
  return (event) => {
    if (event.kind === "opened") {
      told = { zone: event.timeZone, locale: event.locale, date: "" };
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

type Opened = Extract<TourEvent, { kind: "opened" }>;
type Ended = Extract<TourEvent, { kind: "ended" }>;

function openingLines(event: Opened, frame: Frame): string[] {
  return [
    `${frame.paint.strong(event.company)} · its first days`,
    "EXAMPLE COMPANY, nothing leaves this computer",
    ...(event.resumed ? ["Goes on where the last tour was interrupted"] : []),
    ...hang("In ", event.folder, frame.width),
  ];
}

function endingLines(event: Ended, told: { zone: string; locale: string }, frame: Frame): string[] {
  const spent = amount(event.spentMicros, event.currency, told.locale);
  const waits = event.waiting === 0 ? "nothing waits for you" : `${event.waiting} waiting for you`;
  const rows = event.artifacts.map(({ label, path }) => [label, path]);
  return [
    "",
    `The tour ends on ${day(event.at, told.zone)}: ${waits}, AI spend ${spent}`,
    ...(rows.length === 0 ? [] : [`${plural(rows.length, "thing")} to open:`]),
    ...table(rows, frame.width, { indent: 2 }),
  ];
}
