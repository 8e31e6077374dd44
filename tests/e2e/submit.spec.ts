import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { LANGUAGES, PROGRAMS, VERDICTS } from "../support/programs.ts";
import { chooseLanguage, result, signInAsDemo, verdict, writeSource } from "./support.ts";

test("a person signs in, writes C++, submits, watches, reloads and finds it in the history", async ({
  page,
}) => {
  await signInAsDemo(page);
  await page.goto("/problems");
  await page.getByRole("link", { name: "Sum of Two" }).click();
  await expect(page.getByRole("heading", { name: "Sum of Two" })).toBeVisible();
  await chooseLanguage(page, "cpp");
  await writeSource(page, readFileSync("prisma/problems/sum/solutions/accepted.cpp", "utf8"));
  await page.getByRole("button", { name: /^Submit/ }).click();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "AC");
  await expect(result(page).locator("[data-test-index]")).toHaveCount(8);

  await page.goto("/submissions");
  const row = page.getByRole("row").filter({ hasText: "Sum of Two" }).first();
  await expect(row.locator('[data-verdict="AC"]')).toBeVisible();
  await row.getByRole("link").first().click();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "AC");
  await page.reload();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "AC");
  await expect(result(page).locator("[data-test-index]")).toHaveCount(8);
});

test("every phase and every test is seen once, also by who reloads in the middle", async ({ page }) => {
  await signInAsDemo(page);
  await page.goto("/problems/sum");
  await chooseLanguage(page, "python");
  await writeSource(page, "import time\na, b = map(int, input().split())\ntime.sleep(0.6)\nprint(a + b)\n");
  await page.getByRole("button", { name: /^Submit/ }).click();
  await expect(result(page).locator("[data-test-verdict=AC]")).not.toHaveCount(0);
  await page.goto("/submissions");
  await page.getByRole("row").filter({ hasText: "Sum of Two" }).first().getByRole("link").first().click();
  await page.waitForURL("**/submissions/*");
  await expect(result(page).locator("[data-phase=running]")).toBeVisible();
  await page.reload();
  await expect(result(page).locator("[data-phase=running]")).toBeVisible();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "AC");
  const indexes = await result(page)
    .locator("[data-test-index]")
    .evaluateAll((rows) => rows.map((row) => Number(row.getAttribute("data-test-index"))));
  expect(indexes).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

test.describe("each verdict arrives live", () => {
  for (const language of LANGUAGES) {
    test(`${language}: ${VERDICTS.join(", ")}`, async ({ page }) => {
      await signInAsDemo(page);
      await page.goto("/problems/sum");
      await chooseLanguage(page, language);
      for (const expected of VERDICTS) {
        await writeSource(page, PROGRAMS[language][expected]);
        await page.getByRole("button", { name: /^Submit/ }).click();
        await expect(result(page).locator("[data-phase=done]")).toHaveCount(0);
        await expect(verdict(page)).toHaveAttribute("data-verdict", expected);
      }
    });
  }
});
