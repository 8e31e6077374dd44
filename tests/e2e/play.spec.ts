import { expect, test } from "@playwright/test";
import { chooseLanguage, result, signInAsDemo, writeSource } from "./support.ts";

test("a run shows what the program prints while it prints, and can be stopped", async ({ page }) => {
  await signInAsDemo(page);
  await page.goto("/play");
  await chooseLanguage(page, "python");
  await page.getByRole("textbox", { name: "Input" }).fill("world\n");
  await writeSource(page, "import time\nprint('hello', input(), flush=True)\ntime.sleep(60)\n");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(result(page)).toContainText("hello world");
  await page.getByRole("button", { name: /^Stop/ }).click();
  await expect(result(page)).toContainText(/cancelled/i);
});

test("what a program prints is text, whatever it looks like", async ({ page }) => {
  await signInAsDemo(page);
  await page.goto("/play");
  await chooseLanguage(page, "python");
  await writeSource(page, "print('<img src=x onerror=\"document.title=1\">\\x1b[31mred')\n");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(result(page)).toContainText('<img src=x onerror="document.title=1">');
  await expect(result(page).locator("img")).toHaveCount(0);
  await expect(page).not.toHaveTitle("1");
});

test("without a session the draft stays and the page says what to do", async ({ page }) => {
  await page.goto("/play");
  await expect(page.getByRole("link", { name: /sign in/i }).first()).toBeVisible();
  await page.goto("/submissions");
  await expect(page.getByRole("link", { name: /sign in/i }).first()).toBeVisible();
});

test("nothing is loaded from anywhere else", async ({ page, baseURL }) => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== baseURL) foreign.push(request.url());
  });
  await signInAsDemo(page);
  await page.goto("/play");
  await expect(page.getByTestId("code-editor").locator(".monaco-editor").first()).toBeVisible();
  expect(foreign).toEqual([]);
});
