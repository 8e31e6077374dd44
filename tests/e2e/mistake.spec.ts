import { expect, test } from "@playwright/test";
import { chooseLanguage, result, signInAsDemo, verdict, writeSource } from "./support.ts";

test("a wrong answer names its first difference and shows it side by side", async ({ page }) => {
  await signInAsDemo(page);
  await page.goto("/problems/sum");
  await chooseLanguage(page, "python");
  await writeSource(page, "a, b = map(int, input().split())\nprint(a + b + 1)\n");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "WA");
  const difference = result(page).getByRole("region", { name: "First difference" });
  await expect(difference).toContainText(/Line 1, token 1: expected -?\d+, got -?\d+\./);
  await expect(difference.locator("mark")).toHaveCount(2);
});

test("compile errors are marked in the editor, lead there, and go when the line is mended", async ({
  page,
}) => {
  await signInAsDemo(page);
  await page.goto("/play");
  await chooseLanguage(page, "cpp");
  await writeSource(page, "#include <iostream>\nint main() {\n  int a = 1;\n  std::cout << nowhere;\n}\n");
  await page.getByRole("button", { name: /^Run/ }).click();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "CE");
  const marks = page.getByTestId("code-editor").locator(".squiggly-error");
  await expect(marks).toHaveCount(1);
  await expect(result(page).getByLabel("Compiler output", { exact: true }).last()).toContainText(
    "main.cpp:4:16: error",
  );
  await result(page)
    .getByRole("button", { name: /^Line 4, column 16 error/ })
    .click();
  await page.keyboard.type("x");
  await expect(page.getByTestId("code-editor")).toContainText("xnowhere");
  await expect(marks).toHaveCount(0);
});
