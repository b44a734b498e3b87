import { CallFailed, type CallFault } from "../agent/contract.ts";
import type { Tier } from "../agent/tier.ts";
import { variablesOf } from "./door.ts";

/**
 * What a call that failed means (ST6): whether the same again may help, and whether it may be charged.
 *
 * FA1 What the server said is never repeated: it may quote the key or the prompt.
 * FA2 Where it is not certain that nothing is charged, it counts as charged.
 */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
]);

/** What a call means whose server gave no answer. */
export function unreached(error: unknown, act: string, base: string): CallFailed {
  const codes = causes(error);
  const code = codes.find((each) => neverSent.has(each));
  if (code !== undefined) {
    return new CallFailed(`${act}: its server cannot be reached (${code})`, "transient", {
      charged: false,
      fault: "unreached",
    });
  }
  if (codes.includes("unexpected redirect")) {
    return new CallFailed(
      `${act}: its server sends calls elsewhere; set ${base} to where they belong`,
      "deterministic",
      { charged: false, fault: "elsewhere" },
    );
  }
  return new CallFailed(`${act}: the line was cut`, "transient", { charged: true, fault: "line" });
}

/** Codes and fixed texts of an error and what caused it. */
function causes(error: unknown): string[] {
  const found: string[] = [];
  let at: unknown = error;
  for (let depth = 0; depth < 5 && at instanceof Error; depth += 1) {
    if ("code" in at && typeof at.code === "string") found.push(at.code);
    if (at.message === "unexpected redirect") found.push(at.message);
    at = at.cause;
  }
  return found;
}

/** An answer that is none: its status, what it says, and when it may be asked again. */
export type Answered = { status: number; body: string; retryAfter: string | undefined };

export function refused(
  { status, body, retryAfter }: Answered,
  tier: Pick<Tier, "provider">,
  act: string,
  section = "models",
): CallFailed {
  const { key, base } = variablesOf(tier.provider);
  const no = (fault: CallFault, reason: string) =>
    new CallFailed(`${act}: ${reason}`, "deterministic", { charged: false, fault });
  switch (status) {
    case 401:
    case 403:
      return no(
        "key",
        `its server refuses the key (${status}); look into ${key ?? base} in the environment`,
      );
    case 402:
      return no("credit", `the account has no credit left (402); see the provider's page`);
    case 404:
      return no(
        "model",
        `its server knows no such model (404); look into ${section} in mainstay.yaml`,
      );
    case 408:
    case 409:
    case 425:
    case 429:
    case 503:
    case 529: {
      if (isSpent(body)) {
        return no("credit", `the account has no credit left (${status}); see the provider's page`);
      }
      const retryAfterMs = waitOf(retryAfter);
      const reason = `its server is busy (${status})`;
      return new CallFailed(`${act}: ${reason}`, "transient", {
        charged: false,
        fault: "busy",
        retryAfterMs,
      });
    }
    default:
      return status < 500
        ? no("refused", `its server refuses the call (${status})`)
        : new CallFailed(`${act}: its server failed (${status})`, "transient", {
            charged: true,
            fault: "server",
          });
  }
}

/** OpenAI says with the status of haste that an account is empty. */
function isSpent(body: string): boolean {
  return /"(?:code|type)"\s*:\s*"insufficient_quota"/.test(body.slice(0, 4_000));
}

/** In seconds, or as a date. */
function waitOf(header: string | undefined): number {
  if (header === undefined) return 0;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(header) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, Math.round(ms)) : 0;
}
