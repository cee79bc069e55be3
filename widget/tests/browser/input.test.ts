import { describe, expect, it } from "vitest";
import { answered, ask, box, open, quiet, withBrowser } from "./page";

withBrowser();

describe("the box", () => {
  it("sends nothing while an input method composes", async () => {
    const opened = await open();
    const { page } = opened;
    await box(page).focus();
    const keys = await page.context().newCDPSession(page);
    await keys.send("Input.imeSetComposition", { text: "zuo tian", selectionStart: 8, selectionEnd: 8 });
    // As Chromium sends the key by which a candidate is chosen.
    await keys.send("Input.dispatchKeyEvent", { type: "rawKeyDown", windowsVirtualKeyCode: 229, key: "Process", code: "Enter" });
    await page.keyboard.press("Enter");
    expect(await page.locator("wenbo-card").count()).toBe(0);
    await keys.send("Input.imeSetComposition", { text: "昨天", selectionStart: 2, selectionEnd: 2 });
    await keys.send("Input.insertText", { text: "昨天" });
    expect(await page.locator("wenbo-card").count()).toBe(0);
    expect(await box(page).inputValue()).toContain("昨天");
    // Safari ends the composition first: its Enter has only the code.
    await box(page).fill("昨天GMV");
    await box(page).evaluate((field) => {
      const enter = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, composed: true, cancelable: true });
      Object.defineProperty(enter, "keyCode", { value: 229 });
      field.dispatchEvent(enter);
    });
    expect(await page.locator("wenbo-card").count()).toBe(0);
    await page.keyboard.press("Enter");
    await (await answered(page)).locator(".headline").waitFor();
    quiet(opened);
    await opened.close();
  });

  it("completes names, by keyboard and by pinyin", async () => {
    const opened = await open();
    const { page } = opened;
    await box(page).pressSequentially("昨天退款");
    const list = page.locator("wenbo-input [role=listbox]");
    await list.getByRole("option").first().waitFor();
    await page.keyboard.press("ArrowDown");
    const active = await box(page).getAttribute("aria-activedescendant");
    const chosen = await list.locator(`#${active} .what`).textContent();
    await page.keyboard.press("Enter");
    expect(await page.locator("wenbo-card").count()).toBe(0);
    expect(await box(page).inputValue()).toContain(chosen ?? "nothing");
    expect(await box(page).inputValue()).toMatch(/^昨天/);
    await box(page).fill("");
    await box(page).pressSequentially("tuikuan");
    await list.getByRole("option").first().waitFor();
    expect(await list.textContent()).toContain("退款");
    await page.keyboard.press("Escape");
    await list.waitFor({ state: "detached" });
    await opened.close();
  });

  it("remembers what was asked", async () => {
    const opened = await open();
    const { page } = opened;
    await ask(page, "昨天GMV");
    await ask(page, "昨天订单数");
    await box(page).press("ArrowUp");
    expect(await box(page).inputValue()).toBe("昨天订单数");
    await box(page).press("ArrowUp");
    expect(await box(page).inputValue()).toBe("昨天GMV");
    await box(page).press("ArrowDown");
    expect(await box(page).inputValue()).toBe("昨天订单数");
    await box(page).fill("");
    await box(page).pressSequentially("订单");
    await page.getByRole("option", { name: /昨天订单数/ }).click();
    expect(await box(page).inputValue()).toBe("昨天订单数");
    await opened.close();
  });

  it("breaks the line with Shift and sends with Enter", async () => {
    const opened = await open();
    const { page } = opened;
    await box(page).fill("昨天");
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.type("GMV");
    expect(await box(page).inputValue()).toBe("昨天\nGMV");
    await page.keyboard.press("Enter");
    await answered(page);
    expect(await box(page).inputValue()).toBe("");
    await opened.close();
  });
});
