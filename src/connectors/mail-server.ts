import { z } from "zod";
import type { Place } from "./contract.ts";

/**
 * How a mail server is reached.
 *
 * MS1 What goes over the line is encrypted, unless the server is this machine itself or the settings
 *     say otherwise in so many words: `security: none`.
 */
export const Server = z.strictObject({
  host: z
    .string()
    .regex(/^[A-Za-z0-9.:-]{1,253}$/u, "must be the name of a server, like smtp.example.org"),
  port: z.int().min(1).max(65_535).exactOptional(),
  security: z
    .enum(["tls", "starttls", "none"])
    .exactOptional()
    .describe("tls from the first byte, starttls, or none; without it, by the port"),
  /** Whom to log in as; without it, nobody. */
  user: z.string().min(1).max(254).exactOptional(),
  /** Where the app password is found. */
  secret: z
    .string()
    .regex(/^(env|file):/u, "must say where the password is: env:NAME or file:NAME")
    .exactOptional(),
});

export type Server = z.infer<typeof Server>;

export type Reach = { host: string; port: number; security: "tls" | "starttls" | "none" };

const usualPorts = {
  smtp: { tls: 465, starttls: 587, none: 25 },
  imap: { tls: 993, starttls: 143, none: 143 },
} as const;

/** MS1. */
export function reach(kind: "smtp" | "imap", { host, port, security }: Server): Reach {
  const ports = usualPorts[kind];
  const chosen =
    security ??
    (isLoopback(host) ? "none" : (port ?? ports.tls) === ports.tls ? "tls" : "starttls");
  return { host, port: port ?? ports[chosen], security: chosen };
}

/** Throws where the password is not to be had: whoever needs it is told how to get it. */
export function loginOf(
  { user, secret }: { user?: string | undefined; secret?: string | undefined },
  place: Pick<Place, "secret">,
): Login {
  if (user !== undefined && secret !== undefined) return { user, pass: place.secret(secret) };
  throw new Error(
    "Cannot log in: the connector's file does not say who, or where the app password is; add user, and secret: env:NAME or file:NAME",
  );
}

export type Login = { user: string; pass: string };

/** True for addresses that never leave this machine. */
function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/u.test(host);
}

/** A line that a server said, made fit for a sentence of ours. */
export function said(text: string): string {
  // oxlint-disable-next-line no-control-regex -- these are what is taken out
  const line = text.replaceAll(/[\u0000-\u001f\u007f-\u009f]+/gu, " ").trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}
