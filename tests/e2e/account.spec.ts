import { randomBytes } from "node:crypto";
import { expect, test } from "@playwright/test";

test("a new person registers, is signed in, signs out and in again", async ({ page }) => {
  const email = `new-${randomBytes(4).toString("hex")}@example.com`;
  await page.goto("/register?next=/problems");
  await page.getByLabel("Name").fill("New Person");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill("long-enough");
  await page.getByRole("button", { name: /create|register|sign up/i }).click();
  await page.waitForURL(({ pathname }) => pathname === "/problems");
  await page.goto("/submissions");
  await expect(page.getByText(/no submissions yet|nothing here yet|none yet/i).first()).toBeVisible();
});

test("a wrong password is refused without telling which part was wrong", async ({ page }) => {
  await page.goto("/login");
  await page.getByLabel("Email").fill("demo@example.com");
  await page.getByLabel("Password").fill("not-the-password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("alert").filter({ hasText: /email|password/i })).toBeVisible();
});
