import type { RunView } from "../api/contract/jobs.ts";

/** A job as text that can be read without any program. */
export function timelineOf(run: RunView): string {
  const { locale, timeZone } = run;
  const format = new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone,
  });
  const lines = run.entries
    .filter(({ detail }) => !detail)
    .map(({ at, verb, what, why }) => {
      const because = why === "" ? "" : ` (${plain(why)})`;
      return `- ${format.format(at)} · **${plain(verb)}** ${plain(what)}${because}`;
    });
  const ended = run.endedAt === null ? "" : `, ended ${format.format(run.endedAt)}`;
  return [
    `# ${plain(run.runbook)}${run.client === "" ? "" : ` · ${plain(run.client)}`}`,
    "",
    `Job ${run.number}, ${run.status}: started ${format.format(run.startedAt)}${ended} (${timeZone})`,
    "",
    ...lines,
    "",
  ].join("\n");
}

/** In one line, and nothing in it is markup. */
function plain(text: string): string {
  return text.replaceAll(/\s+/g, " ").replaceAll(/[\\`*_[\]<>#|]/g, (sign) => `\\${sign}`);
}
