import { expect, test } from "vitest";
import { serverOf, serverProblem } from "./mail-server.ts";

test.each([
  ["imap.example", 993, { host: "imap.example", port: 993, security: "tls" }],
  ["smtp.example:587", 465, { host: "smtp.example", port: 587, security: "starttls" }],
  [" 127.0.0.1:2525 ", 465, { host: "127.0.0.1", port: 2525, security: "none" }],
  ["localhost", 993, { host: "localhost", port: 993, security: "none" }],
])("%j is read as she means it", (text, usual, server) => {
  expect(serverOf(text, usual)).toEqual(server);
  expect(serverProblem(text)).toBe(null);
});

test.each(["", "two words", "http://x", "imap.example:0", "imap.example:70000"])(
  "%j is no server",
  (text) => expect(serverProblem(text)).toContain("a server is needed"),
);
