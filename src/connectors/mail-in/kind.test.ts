import { expect, test } from "vitest";
import { mail } from "../../../test/fixtures/mail.ts";
import { readHeaders } from "../mail-headers.ts";
import { kindOf } from "./kind.ts";

const kind = (headers: Record<string, string>, from = "ana@x.example") =>
  kindOf(readHeaders(mail(headers)), from);

test.each([
  [{ "List-Unsubscribe": "<https://x.example/off>" }, "bulk"],
  [{ "List-Id": "friends <f.x.example>" }, "bulk"],
  [{ Precedence: "bulk" }, "bulk"],
  [{ "Auto-Submitted": "auto-replied" }, "auto"],
  [{ "X-Auto-Response-Suppress": "OOF, AutoReply" }, "auto"],
  [{ "X-Autoreply": "yes" }, "auto"],
  [{ Precedence: "auto_reply" }, "auto"],
  [{ "X-Failed-Recipients": "b@x.example" }, "bounce"],
  [{ "Content-Type": "multipart/report; report-type=delivery-status; boundary=b" }, "bounce"],
  [{ "Auto-Submitted": "no" }, "person"],
  [{ "X-Auto-Response-Suppress": "DR, RN" }, "person"],
  [{ Precedence: "normal" }, "person"],
  [{ "Return-Path": "<>" }, "person"],
])("%j is %s", (headers, expected) => {
  expect(kind(headers)).toBe(expected);
});

test("the mail system itself writes bounces", () => {
  expect(kind({ "Return-Path": "<>" }, "mailer-daemon@x.example")).toBe("bounce");
});
