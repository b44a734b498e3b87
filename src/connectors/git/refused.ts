import { ConnectorError } from "../contract.ts";
import type { Ran } from "./run.ts";

type Failure = ConnectorError["failure"];

/** Nothing happened: the act may be tried again where that can help. */
export function no(message: string, failure: Failure = "deterministic"): ConnectorError {
  return new ConnectorError(message, { happened: "no", failure });
}

/** Nobody can tell yet: a look-up may. */
export function maybe(message: string): ConnectorError {
  return new ConnectorError(message, { happened: "maybe", failure: "transient" });
}

/** Git's reasons in her words, with what she can do; the first that fits. */
const reasons: readonly { sign: RegExp; failure: Failure; reason: string }[] = [
  {
    sign: /couldn't find remote ref/,
    failure: "deterministic",
    reason:
      "the repository has no such branch; name one that it has, or make it with a first commit",
  },
  {
    sign: /does not appear to be a git repository|[Rr]epository .*not found|not valid: is this a git/,
    failure: "deterministic",
    reason: "no repository is there; put it back, or name the right one",
  },
  {
    sign: /Permission denied|Authentication failed|could not read (?:Username|Password)|Permission to .* denied|requested URL returned error: 40[13]|Host key verification failed/,
    failure: "deterministic",
    reason: "it does not let this computer in; check with git itself that you can push there",
  },
  {
    sign: /Could not resolve host|Connection refused|Couldn't connect|Failed to connect|timed out|Network is unreachable|No route to host|returned error: (?:429|5\d\d)/,
    failure: "transient",
    reason: "it cannot be reached now",
  },
  {
    sign: /No space left on device/,
    failure: "transient",
    reason: "the disk is full; free some space",
  },
];

/** What git says of a call that left nothing outside; null where it says nothing that is known. */
export function known(ran: Ran): { failure: Failure; reason: string } | null {
  return reasons.find(({ sign }) => sign.test(ran.err)) ?? null;
}

/** What the other side said, as far as a person needs it. */
export function said({ err }: Ran, mark = /^remote: /): string {
  const lines = err
    .split("\n")
    .filter((line) => mark.test(line))
    .map((line) =>
      line
        .replace(mark, "")
        .replaceAll(/[\p{C}\s]+/gu, " ")
        .trim(),
    )
    .filter((line) => line !== "");
  return lines.slice(0, 3).join("; ").slice(0, 300);
}
