import { expect, test as base, type Page } from "@playwright/test";
import { giveUp } from "../support/dead-letter.ts";
import { LANE_MAX_WAITING, recallStores } from "../support/e2e-engine.ts";
import { openServices } from "../support/open-services.ts";
import { PROGRAMS } from "../support/programs.ts";
import { chooseLanguage, result, signInAsAdmin, signInAsDemo, verdict, writeSource } from "./support.ts";

/** Two people at once: `page` belongs to one who submits, `admin` to an operator. */
const test = base.extend<{ admin: Page }>({
  admin: async ({ browser }, provide) => {
    const context = await browser.newContext();
    const admin = await context.newPage();
    await signInAsAdmin(admin);
    await admin.goto("/admin");
    await provide(admin);
    // Whatever a test has left behind: the next one needs the worker.
    await admin.goto("/admin");
    const resume = admin.getByRole("button", { name: /^Resume / });
    if (await resume.isVisible()) await resume.click();
    await expect(admin.locator("[data-worker] [data-worker-state=ready]")).toBeVisible();
    await context.close();
  },
});

async function drain(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: /^Drain / }).click();
  await expect(admin.locator("[data-worker] [data-worker-state=drained]")).toBeVisible();
}

async function resume(admin: Page): Promise<void> {
  await admin.getByRole("button", { name: /^Resume / }).click();
  await expect(admin.locator("[data-worker] [data-worker-state=ready]")).toBeVisible();
}

/** Fails the test when the page was loaded anew in between. */
async function withoutReload(page: Page, work: () => Promise<void>): Promise<void> {
  await page.evaluate(() => Object.assign(window, { sameDocument: true }));
  await work();
  expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
}

async function submitSum(page: Page): Promise<void> {
  await signInAsDemo(page);
  await page.goto("/problems/sum");
  await chooseLanguage(page, "python");
  await writeSource(page, PROGRAMS.python.AC);
  await page.getByRole("button", { name: /^Submit/ }).click();
}

test("while the only worker is drained a submission waits and says why; resumed, it is judged", async ({
  page,
  admin,
}) => {
  await drain(admin);
  await expect(admin.locator("[data-lane=practice]")).toContainText("none of them is ready");
  await submitSum(page);
  const waiting = result(page).locator("[data-queue-reason=no_worker]");
  await expect(waiting).toContainText("No worker serves this language right now");
  await page.getByRole("link", { name: "Full report" }).click();
  await page.waitForURL("**/submissions/*");
  await withoutReload(page, async () => {
    await expect(waiting).toContainText(/Next in line · waiting for \d+ s/);
    const age = await waiting.innerText();
    await expect(waiting).not.toHaveText(age, { useInnerText: true });
    await expect(admin.locator("[data-lane=practice]")).toContainText("Waiting1");
    await resume(admin);
    await expect(verdict(page)).toHaveAttribute("data-verdict", "AC");
  });
  await expect(waiting).toHaveCount(0);
});

test("what waits can be cancelled where it was started", async ({ page, admin }) => {
  await drain(admin);
  await submitSum(page);
  await result(page).getByRole("button", { name: "Cancel submission" }).click();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "CANCELLED");
});

test("a full queue is counted down to the next try, and what was written stays", async ({ page, admin }) => {
  await drain(admin);
  await signInAsDemo(page);
  await page.goto("/play");
  await chooseLanguage(page, "python");
  await writeSource(page, "print('kept')\n");
  const data = { language: "python", source: "print(1)" };
  for (let count = 0; count < LANE_MAX_WAITING; count += 1) {
    expect((await page.request.post("/api/trpc/submission.create", { data })).ok()).toBe(true);
  }
  await page.getByRole("button", { name: /^Run/ }).click();
  const refusal = result(page).getByRole("alert");
  await expect(refusal).toContainText("QUEUE_FULL");
  await expect(refusal.getByRole("button", { name: /Try again in \d+ s/ })).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Run/ })).toBeDisabled();
  await expect(page.getByTestId("code-editor")).toContainText("kept");
  await writeSource(page, "print('written while waiting')\n");
  await resume(admin);
  await refusal.getByRole("button", { name: "Try again", exact: true }).click();
  await expect(result(page)).toContainText("written while waiting");
});

test("a dead letter is requeued, and the page of its submission shows the new verdict", async ({
  page,
  admin,
}) => {
  await drain(admin);
  await submitSum(page);
  await page.getByRole("link", { name: "Full report" }).click();
  await page.waitForURL("**/submissions/*");
  const id = new URL(page.url()).pathname.split("/").at(-1) ?? "";
  const services = openServices(recallStores());
  await giveUp(services, { id, lane: "practice" });
  await services.close();
  await expect(verdict(page)).toHaveAttribute("data-verdict", "IE");
  await resume(admin);
  const letter = admin.locator(`[data-dead-letter="${id}"]`);
  await expect(letter).toContainText("Demo");
  await withoutReload(page, async () => {
    await letter.getByRole("button", { name: /^Requeue/ }).click();
    await expect(admin.getByText("Queued again:")).toBeVisible();
    await expect(letter).toHaveCount(0);
    await expect(verdict(page)).toHaveAttribute("data-verdict", "AC");
  });
  await expect(result(page).locator("[data-test-index]")).toHaveCount(8);
});

test("a dead letter is discarded only when asked for twice", async ({ page, admin }) => {
  await drain(admin);
  await signInAsDemo(page);
  const data = { language: "python", source: "print(1)" };
  const response = await page.request.post("/api/trpc/submission.create", { data });
  const { id } = ((await response.json()) as { result: { data: { id: string } } }).result.data;
  const services = openServices(recallStores());
  await giveUp(services, { id, lane: "interactive" });
  await services.close();
  const letter = admin.locator(`[data-dead-letter="${id}"]`);
  await letter.getByRole("button", { name: /^Discard/ }).click();
  await letter.getByRole("button", { name: "Keep" }).click();
  await expect(letter).toBeVisible();
  await letter.getByRole("button", { name: /^Discard/ }).click();
  await letter.getByRole("button", { name: "Discard for good" }).click();
  await expect(letter).toHaveCount(0);
  await expect(admin.getByText("Discarded; its verdict stays IE:")).toBeVisible();
});

test("what was known stays on the page when it cannot be refreshed", async ({ admin }) => {
  await admin.context().setOffline(true);
  await expect(admin.getByText(/Below is what was known \d+ s ago/)).toBeVisible();
  await expect(admin.locator("[data-worker]")).toHaveCount(1);
  await admin.context().setOffline(false);
  await expect(admin.getByText(/Below is what was known/)).toHaveCount(0);
});

test("a paused page stays as it is until it is asked to refresh", async ({ admin }) => {
  await admin.getByRole("button", { name: "Pause" }).click();
  // Without the pause it would be refreshed before it gets this old.
  await expect(admin.getByText(/Paused, as of (9|1\d) s ago/)).toBeVisible();
  await admin.getByRole("button", { name: "Refresh" }).click();
  await expect(admin.getByText(/Paused, as of [0-3] s ago/)).toBeVisible();
});

test("nobody else gets to see the page", async ({ page }) => {
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "Sign in to see this page" })).toBeVisible();
  await signInAsDemo(page);
  await expect(page.getByRole("link", { name: "Admin" })).toHaveCount(0);
  const response = await page.goto("/admin");
  expect(response?.status()).toBe(404);
  await expect(page.getByRole("heading", { name: "There is nothing here" })).toBeVisible();
  await expect(page.locator("[data-worker]")).toHaveCount(0);
});
