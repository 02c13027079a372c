// The colours of the window. VS Code follows those that the browser prefers (window.autoDetectColorScheme), and the browser is ours.
import type { Page } from 'playwright-core';

interface ThemeFacts {
  readonly media: {
    readonly colorScheme: 'dark' | 'light';
    readonly forcedColors: 'active' | 'none';
  };
  /** Class of the workbench once the theme is in use. */
  readonly cssClass: string;
}

const THEMES = {
  dark: {
    media: { colorScheme: 'dark', forcedColors: 'none' },
    cssClass: 'vscode-theme-defaults-themes-2026-dark-json',
  },
  light: {
    media: { colorScheme: 'light', forcedColors: 'none' },
    cssClass: 'vscode-theme-defaults-themes-2026-light-json',
  },
  'high contrast': {
    media: { colorScheme: 'dark', forcedColors: 'active' },
    cssClass: 'vscode-theme-defaults-themes-hc_black-json',
  },
} as const satisfies Record<string, ThemeFacts>;

export type Theme = keyof typeof THEMES;

const ATTEMPTS = 6;
/** Of the first attempt; each is given so much longer than the one before: a busy machine needs it. */
const ATTEMPT_MS = 1_000;

/**
 * Resolves when the window shows the theme. While a window opens, VS Code looks its theme up once, maybe before the extension
 * that brings it is known, and then stays with another: so the preference is changed to and fro until it is taken.
 */
export async function applyTheme(page: Page, theme: Theme): Promise<void> {
  const { media, cssClass } = THEMES[theme];
  const themed = page.locator(`.monaco-workbench.${cssClass}`);
  for (let attempt = 1; ; attempt += 1) {
    await page.emulateMedia(media);
    try {
      await themed.waitFor({ timeout: attempt * ATTEMPT_MS });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS) throw error;
    }
    await page.emulateMedia(THEMES[theme === 'light' ? 'dark' : 'light'].media);
  }
}
