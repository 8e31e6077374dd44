import { expect, type Page } from "@playwright/test";

/** What people do on the pages, by the pages' own controls. */

export async function signInAsDemo(page: Page): Promise<void> {
  await signIn(page, { email: "demo@example.com", password: "demo-password" });
}

export async function signInAsAdmin(page: Page): Promise<void> {
  await signIn(page, { email: "admin@example.com", password: "admin-password" });
}

async function signIn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
}

export async function chooseLanguage(page: Page, language: string): Promise<void> {
  await page.getByRole("combobox", { name: "Language" }).selectOption(language);
}

/** Replaces what is in the Monaco editor, as a person would: select all, paste. */
export async function writeSource(page: Page, source: string): Promise<void> {
  const editor = page.getByTestId("code-editor").locator(".monaco-editor").first();
  await expect(editor).toBeVisible();
  await editor.locator(".view-lines").click();
  await page.evaluate((text) => navigator.clipboard.writeText(text), source);
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("ControlOrMeta+V");
  const firstLine = source.split("\n")[0] ?? "";
  await expect(editor.locator(".view-lines")).toContainText(
    firstLine.replaceAll(" ", "\u00a0").trim().slice(0, 10),
  );
}

export function result(page: Page) {
  return page.getByRole("region", { name: "Result" });
}

/** The verdict of the whole submission, not those of its tests. */
export function verdict(page: Page) {
  return result(page).locator("[data-verdict]").first();
}
