import type { EpisodeLine, EpisodesView } from "../../../api/contract/episodes.ts";
import { amount } from "../amount.ts";
import type { Frame } from "../frame.ts";
import { headingLines } from "../heading.ts";
import { table, wrap } from "../layout.ts";
import { day, full } from "../when.ts";
import { job, plural } from "../words.ts";

/** Each job with how it went, and under it what was found of it. */
export function episodesLines(view: EpisodesView, frame: Frame, narrowed = false): string[] {
  const { episodes, read, more, asked } = view;
  const lines = episodes.flatMap((episode) => [...episodeLines(episode, view, frame), ""]);
  const none = asked
    ? "Nothing like that happened in a job."
    : narrowed
      ? "There was no such job yet."
      : "There was no job yet.";
  const older = `The newest ${plural(read, "job")} ${read === 1 ? "was" : "were"} read, ${plural(more, "older one")} not: narrow it by --client, --process or --until.`;
  return [
    ...(episodes.length === 0 ? wrap(none, frame.width) : lines.slice(0, -1)),
    ...(asked && more > 0 ? ["", ...wrap(older, frame.width)] : []),
  ];
}

function episodeLines(episode: EpisodeLine, view: EpisodesView, frame: Frame): string[] {
  const { number, process, client, title, moments } = episode;
  const rows = moments.map(({ seq, at, verb, what, text }) => {
    const said = text === "" ? "" : `: “${text}”`;
    // "did" heads a column where a job is told; in a sentence "noted brief" says it.
    const deed = verb === "did" ? what : `${verb} ${what}`;
    return [full(at, view.timeZone, view.now), `${deed}${said} · entry ${seq}`];
  });
  return [
    ...headingLines(
      `${job(process, client, title)} · ${number}`,
      `· ${course(episode, view)}`,
      frame,
    ),
    ...table(rows, frame.width, { indent: 3 }),
  ];
}

function course(
  { startedAt, endedAt, status, costMicros }: EpisodeLine,
  { now, timeZone, currency, locale }: EpisodesView,
): string {
  const began = day(startedAt, timeZone, now);
  const ended = endedAt === null ? "" : day(endedAt, timeZone, now);
  const when = ended === "" ? `since ${began}` : `${began}${ended === began ? "" : ` to ${ended}`}`;
  const cost = costMicros === 0 ? [] : [amount(costMicros, currency, locale)];
  return [when, status, ...cost].join(", ");
}
