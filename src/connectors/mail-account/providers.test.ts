import { expect, test } from "vitest";
import { guess } from "./providers.ts";

const nobody = async () => [];

test("PV1: a provider is known by the domain of the address", async () => {
  const { account, sure, hint } = await guess("ana@gmail.com", nobody);
  expect(account).toEqual({
    user: "ana@gmail.com",
    imap: { host: "imap.gmail.com", port: 993, security: "tls" },
    smtp: { host: "smtp.gmail.com", port: 465, security: "tls" },
  });
  expect(sure).toBe(true);
  expect(hint).toContain("app password");
});

test("PV1: of a domain of her own, the host that takes its mail decides", async () => {
  const { account, sure } = await guess("ana@ruiz.example", async () => [
    "ruiz-example.mail.protection.outlook.com.",
  ]);
  expect(account.smtp).toEqual({
    host: "smtp.office365.com",
    port: 587,
    security: "starttls",
  });
  expect(sure).toBe(true);
});

test("PV2: what nobody knows is guessed from the domain, and said to be a guess", async () => {
  const { account, sure } = await guess("ana@ruiz.example", nobody);
  expect([account.imap.host, account.smtp.host]).toEqual([
    "imap.ruiz.example",
    "smtp.ruiz.example",
  ]);
  expect(sure).toBe(false);
});
