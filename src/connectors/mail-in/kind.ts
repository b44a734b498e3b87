import type { Headers } from "../mail-headers.ts";
import type { MailReceived } from "./received.ts";

/**
 * Who wrote a mail: a person, unless its headers say otherwise. When in doubt it is a person, since
 * a client taken for a machine is a client lost.
 */
export function kindOf(headers: Headers, from: string): MailReceived["kind"] {
  const value = (name: string) => (headers.first(name) ?? "").toLowerCase();
  if (bounced(value, from)) return "bounce";
  const bulk = ["list-id", "list-unsubscribe", "feedback-id"].some((name) => value(name) !== "");
  if (bulk || /^(bulk|list|junk)\b/.test(value("precedence"))) return "bulk";
  const submitted = value("auto-submitted");
  if (submitted !== "" && !submitted.startsWith("no")) return "auto";
  if (/\b(all|oof|autoreply)\b/.test(value("x-auto-response-suppress"))) return "auto";
  if (value("x-autoreply") !== "" || value("x-autorespond") !== "") return "auto";
  return /^auto[_-]?reply\b/.test(value("precedence")) ? "auto" : "person";
}

function bounced(value: (name: string) => string, from: string): boolean {
  const type = value("content-type");
  if (type.startsWith("multipart/report") && type.includes("delivery-status")) return true;
  if (value("x-failed-recipients") !== "") return true;
  return value("return-path") === "<>" && /^(mailer-daemon|postmaster)(@|$)/i.test(from);
}
