import { typedIn } from "./context.ts";
import type { Deps } from "./deps/deps.ts";
import type { Place } from "./deps/place.ts";
import { errorLines, explain, inBrief } from "./errors.ts";
import { reach } from "./remedy.ts";
import { hangWhole } from "./views/commands.ts";
import { paintFor, plain, readable } from "./views/frame.ts";
import { wrap } from "./views/layout.ts";

/** Says why something ended, in four parts, and answers the exit code. */
export function tell(
  error: unknown,
  deps: Pick<Deps, "stdout" | "stderr" | "columns" | "isTTY" | "env">,
  place: Place,
  how: { json: boolean; debug: boolean },
): number {
  const typed = typedIn(place, deps.env);
  const explained = explain(error, typed);
  if (how.json) {
    const { code, four } = explained;
    const { what, effect, did, you } = four;
    deps.stdout(`${JSON.stringify({ ok: false, code, message: what, effect, did, you })}\n`);
  }
  const frame = {
    width: readable(deps.columns),
    paint: paintFor(deps.isTTY, deps.env),
    keys: false,
    typed,
  };
  deps.stderr(`${errorLines(explained, frame).join("\n")}\n`);
  if (how.debug && error instanceof Error) deps.stderr(`\n${details(error)}\n`);
  return explained.exit;
}

/** What went wrong beside what she asked for, with its remedy as she must type it. */
export function tellFault(
  error: unknown,
  doing: string,
  deps: Pick<Deps, "stderr" | "columns" | "env">,
  place: Place,
): void {
  const { what, remedy } = inBrief(error);
  const typed = typedIn(place, deps.env);
  const frame = { width: readable(deps.columns), paint: plain, keys: false, typed };
  const lines = [
    ...wrap(`While ${doing}: ${what}`, frame.width),
    ...(remedy === null ? [] : hangWhole("You     ", reach(remedy, typed), frame)),
  ];
  deps.stderr(`${lines.join("\n")}\n`);
}

function details(error: Error): string {
  const cause = error.cause instanceof Error ? `\nbecause of: ${details(error.cause)}` : "";
  return `${error.stack ?? `${error.name}: ${error.message}`}${cause}`;
}
