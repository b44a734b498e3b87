import { ConnectorError } from "../contract.ts";
import { type Reach, said } from "../mail-server.ts";
import { LineError, type Stage } from "./line.ts";

const minuteMs = 60_000;

/**
 * What a failed delivery says about the mail, and about what to do (EF4).
 *
 * SR1 A reply is the server's word that it did not take the mail: 4xx for now, 5xx for good.
 * SR2 Without a reply, what broke before the mail's bytes were asked for left nothing behind.
 * SR3 Whatever broke after that may have left the mail behind.
 */
export function refusal(error: unknown, to: string, server: Reach): ConnectorError {
  if (error instanceof ConnectorError) return error;
  if (!(error instanceof LineError)) {
    const message = error instanceof Error ? error.message : String(error);
    const retryAfterMs = minuteMs;
    return new ConnectorError(message, {
      happened: "no",
      failure: "transient",
      retryAfterMs,
      cause: error,
    });
  }
  const { stage, reply } = error;
  if (stage === "data" && reply === null) {
    return new ConnectorError(
      `The line to ${nameOf(server)} broke after the mail to ${to} was on its way: it may have it or not`,
      { happened: "maybe", failure: "transient", cause: error },
    );
  }
  const refused = reply !== null && reply >= 500 && stage !== "connect" && stage !== "login";
  const message = refused ? permanent(error, to) : passing(error, to, server);
  const failure = refused
    ? isAbout(error, "recipient")
      ? "semantic"
      : "deterministic"
    : "transient";
  return new ConnectorError(message, {
    happened: "no",
    failure,
    ...(refused ? {} : { retryAfterMs: pauseMs(error) }),
    cause: error,
  });
}

function permanent(error: LineError, to: string): string {
  const words = `it says: ${wordsOf(error)}`;
  if (isAbout(error, "recipient")) {
    return `Cannot send to ${to}: the mail server does not take mail for this address; ${words}`;
  }
  if (isAbout(error, "size")) {
    return `Cannot send to ${to}: the mail is larger than the server takes; send its attachments another way; ${words}`;
  }
  if (isAbout(error, "sender")) {
    return `Cannot send to ${to}: the mail server does not let you write under this address; check the persona in mainstay.yaml; ${words}`;
  }
  return `Cannot send to ${to}: the mail server refuses this mail for good; ${words}`;
}

function passing(error: LineError, to: string, server: Reach): string {
  const name = nameOf(server);
  if (error.code === "EAUTH") {
    return `Cannot send to ${to}: ${name} does not take the user or the app password; make a new app password and keep it anew; it says: ${wordsOf(error)}`;
  }
  if (error.code === "ETLS") {
    return `Cannot send to ${to}: no safe line to ${name} can be had, so nothing was said on it; ${wordsOf(error)}`;
  }
  if (error.reply !== null) {
    return `Cannot send to ${to} just now: ${name} puts it off; it says: ${wordsOf(error)}`;
  }
  const how: Record<Stage, string> = {
    connect: "cannot be reached",
    login: "broke the line while logging in",
    envelope: "broke the line before it took the mail",
    data: "broke the line",
  };
  return `Cannot send to ${to} just now: ${name} ${how[error.stage]}; ${wordsOf(error)}`;
}

/** Enhanced codes of RFC 3463 say what a refusal is about; where there is none, the basic code does. */
function isAbout({ message, reply }: LineError, what: "recipient" | "size" | "sender"): boolean {
  const [, detail] = /\b5\.(\d{1,3}\.\d{1,3})\b/u.exec(message) ?? [];
  switch (what) {
    case "recipient":
      return detail === undefined
        ? reply === 550 || reply === 553
        : /^(1\.[1236]|2\.1)$/u.test(detail);
    case "size":
      return detail === undefined ? reply === 552 : detail === "3.4" || detail === "2.3";
    case "sender":
      return detail === "1.7" || detail === "1.8" || detail === "7.60";
  }
}

/** As long as the server asks for; where it names no time, long enough for a limit by the hour to ease. */
function pauseMs({ message, reply, code }: LineError): number {
  if (reply === null) return minuteMs;
  if (code === "EAUTH") return 10 * minuteMs;
  const [, count, unit] = /\b(\d{1,5})\s*(s|sec|seconds?|m|min|minutes?)\b/iu.exec(message) ?? [];
  const askedMs =
    Number(count ?? 0) * (unit?.toLowerCase().startsWith("m") === true ? minuteMs : 1_000);
  return askedMs > 0 ? Math.min(60 * minuteMs, Math.max(minuteMs, askedMs)) : 5 * minuteMs;
}

function wordsOf({ message }: LineError): string {
  return said(message);
}

function nameOf({ host, port }: Reach): string {
  return `${host}:${port}`;
}
