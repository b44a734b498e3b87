import { typedIn } from "./context.ts";
import type { Deps, Place } from "./deps.ts";
import { errorLines, explain } from "./errors.ts";
import { paintFor, readable } from "./views/frame.ts";

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

function details(error: Error): string {
  const cause = error.cause instanceof Error ? `\nbecause of: ${details(error.cause)}` : "";
  return `${error.stack ?? `${error.name}: ${error.message}`}${cause}`;
}
