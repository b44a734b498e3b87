import type { EpisodeLine, EpisodesView } from "../../../api/contract/episodes.ts";
import { amount } from "../amount.ts";
import type { Frame } from "../frame.ts";
import { hang, pad, wrap } from "../layout.ts";
import { day, full } from "../when.ts";
import { job, plural } from "../words.ts";

/** Each job with how it went, and under it what was found of it. */
export function episodesLines(view: EpisodesView, frame: Frame): string[] {
  const { episodes, read, more, asked } = view;
  const lines = episodes.flatMap((episode) => [...episodeLines(episode, view, frame), ""]);
  const none = asked ? "Nothing like that happened in a job." : "There was no job yet.";
  const older = `The newest ${plural(read, "job")} ${read === 1 ? "was" : "were"} read, ${plural(more, "older one")} not: narrow it by --client, --process or --until.`;
  return [
    ...(episodes.length === 0 ? wrap(none, frame.width) : lines.slice(0, -1)),
    ...(asked && more > 0 ? ["", ...wrap(older, frame.width)] : []),
  ];
}

function episodeLines(episode: EpisodeLine, view: EpisodesView, frame: Frame): string[] {
  const { number, process, client, title, moments } = episode;
  const { strong, faint } = frame.paint;
  const head = `${strong(`${job(process, client, title)} · ${number}`)}  ${faint(course(episode, view))}`;
  return [
    ...hang("", head, frame.width),
    ...moments.flatMap(({ seq, at, verb, what, text }) => {
      const said = text === "" ? "" : `: “${text}”`;
      const line = `${verb} ${what}${said} ${faint(`· entry ${seq}`)}`;
      return hang(`   ${pad(full(at, view.timeZone), times)}`, line, frame.width);
    }),
  ];
}

/** "Wed 23 September 09:12 " */
const times = 20;

function course(
  { startedAt, endedAt, status, costMicros }: EpisodeLine,
  { timeZone, currency, locale }: EpisodesView,
): string {
  const began = day(startedAt, timeZone);
  const ended = endedAt === null ? "" : day(endedAt, timeZone);
  const when = ended === "" ? `since ${began}` : `${began}${ended === began ? "" : ` to ${ended}`}`;
  const cost = costMicros === 0 ? [] : [amount(costMicros, currency, locale)];
  return [when, status, ...cost].join(", ");
}
