import { z } from "zod";
import { forever, type Kind, kinds, leastMs, type Rule } from "../memory/retention.ts";
import { type Mistake, mistake, type Source } from "../runbook/mistake.ts";
import * as duration from "../value/duration.ts";
import { Malformed } from "../value/malformed.ts";

/** The section `retention` of mainstay.yaml: how long what nothing needs any more is kept. */
const term = z.string().min(1).describe('A length of time like P90D, or "forever"');
const rule = z.union([
  term,
  z.strictObject({
    keep: term,
    sample: z
      .int()
      .min(2)
      .max(10_000)
      .optional()
      .describe("After that, one in so many stays, drawn without chance"),
    until: term.optional().describe("How long those stay; forever where it is left out"),
  }),
]);

const about: Record<Kind, string> = {
  prompts: "What models were asked and answered",
  drafts: "Drafts of jobs that have ended that were never sent",
  noAction: "Arrivals that needed nobody: newsletters, what machines wrote, what you dismissed",
  mails: "Mails of jobs that have ended; by law no shorter than P2557D",
  passages: "Conversations that you imported",
  byHand: "Jobs you started by hand that were about nobody and did nothing outside",
  notes: "Morning notes",
};

export const format = z
  .strictObject({
    prompts: rule.optional().describe(about.prompts),
    drafts: rule.optional().describe(about.drafts),
    noAction: rule.optional().describe(about.noAction),
    mails: rule.optional().describe(about.mails),
    passages: rule.optional().describe(about.passages),
    byHand: rule.optional().describe(about.byHand),
    notes: rule.optional().describe(about.notes),
  } satisfies Record<Kind, z.ZodType>)
  .describe("How long what nothing needs any more is kept, by kind; what is not named stays");

export function read(
  section: z.infer<typeof format>,
  source: Source,
  mistakes: Mistake[],
): Partial<Record<Kind, Rule>> {
  const rules: Partial<Record<Kind, Rule>> = {};
  for (const kind of kinds) {
    const said = section[kind];
    if (said === undefined) continue;
    const place = `/retention/${kind}`;
    const wrong = (where: string, message: string, remedy: string): null => {
      mistakes.push(mistake(source.at(`${place}${where}`), message, remedy));
      return null;
    };
    const termIn = (text: string, where: string): number | null => {
      if (text === "forever") return null;
      const ms = lengthOf(text, (reason) =>
        wrong(where, reason, 'write days, as in "P90D", or "forever"'),
      );
      if (ms === null || ms >= leastMs(kind)) return ms;
      const least = duration.format(leastMs(kind));
      return wrong(
        where,
        `Cannot keep ${kind} for only "${text}": ${kind === "mails" ? "the law wants letters of trade kept" : "the shortest is"} ${kind === "mails" ? `for ${least}` : least}`,
        `write "${least}" or longer, or "forever"`,
      );
    };
    if (typeof said === "string") {
      rules[kind] = { ...forever, keepMs: termIn(said, "") };
      continue;
    }
    const keepMs = termIn(said.keep, "/keep");
    const untilMs = said.until === undefined ? null : termIn(said.until, "/until");
    if (said.until !== undefined && said.sample === undefined) {
      wrong(
        "/until",
        `Cannot keep ${kind} until "${said.until}": nothing says what stays so long`,
        "add sample, or leave until out",
      );
    }
    if (keepMs !== null && untilMs !== null && untilMs <= keepMs) {
      wrong(
        "/until",
        `Cannot end a sample after "${said.until}": everything is kept as long by itself`,
        "give until a longer time than keep, or leave it out",
      );
    }
    rules[kind] = { keepMs, sample: said.sample ?? null, untilMs };
  }
  return rules;
}

function lengthOf(text: string, wrong: (reason: string) => null): number | null {
  try {
    return duration.parse(text);
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    return wrong(error.message);
  }
}
