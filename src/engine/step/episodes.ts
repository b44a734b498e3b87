import { plainText } from "../../kernel/interpret.ts";
import type { EpisodesNode, Template } from "../../kernel/plan.ts";
import { isDay } from "../../value/date.ts";
import { instantOf } from "../../value/local-time.ts";
import { cellOf, complete, type Context, fail, rendered, type Work } from "./context.ts";
import { reporter } from "./reporter.ts";

/**
 * Looks back on what happened with the client whom the job is about (D2). It reads the history after the
 * turn, and what it found is recorded as its output: what comes of it rests on that (ST4).
 */
export function startEpisodes(context: Context<EpisodesNode>): Work | null {
  const { node, office, id, path } = context;
  const { subject } = cellOf(context).run;
  if (subject === null) {
    fail(
      context,
      "deterministic",
      "no_subject",
      "Cannot look back on what happened: this job is about nobody, so there is nobody to look back on",
    );
    return null;
  }
  const [from, until] = [timeIn(context, node.from), timeIn(context, node.until)];
  if (from === null || until === null || from >= until) {
    const said = [node.from, node.until].map((each) => `"${textIn(context, each)}"`).join(" to ");
    const message = `Cannot look back from ${said}: give two days or instants, the earlier first`;
    fail(context, "deterministic", "bad_date", message);
    return null;
  }
  const report = reporter(context, `runbook:${context.plan.runbook}`);
  return {
    key: `${id}:${path}`,
    async start(signal) {
      const found = await office.lookBack(subject, { from, until }, id);
      if (signal.aborted) return;
      await report((now) => complete(now, found, "episodes"));
    },
  };
}

const textIn = (context: Context, template: Template): string =>
  plainText(rendered(context, template).value);

function timeIn(context: Context, template: Template): number | null {
  const text = textIn(context, template);
  const { timeZone } = context.office.settings.company;
  const at = isDay(text) ? instantOf(`${text} 00:00`, timeZone) : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
