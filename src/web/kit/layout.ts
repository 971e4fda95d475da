import { html } from 'hono/html'
import type { HtmlEscapedString } from 'hono/utils/html'

/** Escaped HTML, made by Hono's `html` template only. */
export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>

/** One page: its title, its main part and what goes around it. */
export interface PageFrame {
  readonly title: string
  readonly main: Markup
  /** The sandbox's present moment in Japan time, shown in the head line. */
  readonly nowText: string
  /** Reload interval for readers without script; `undefined` where nothing changes by itself. */
  readonly reloadSeconds?: number | undefined
  /** Who uses the page, in the head line. */
  readonly who?: Markup | undefined
  /** What stands between the head line and the main part, such as the ways through an area. */
  readonly area?: Markup | undefined
  /** The page's own style hook on `body`. */
  readonly look?: string | undefined
  /** Names below `/assets/` of style sheets besides the common one. */
  readonly styles?: readonly string[]
  /** Names below `/assets/` of the page's module scripts. */
  readonly scripts?: readonly string[]
}

/** A whole page: skip link, head line with the sandbox notice, main, foot. Works without script. */
export function page(frame: PageFrame): Markup {
  const reload =
    frame.reloadSeconds === undefined
      ? ''
      : html`<noscript
          ><meta http-equiv="refresh" content="${String(frame.reloadSeconds)}"
        /></noscript>`
  return html`<!doctype html>
    <html lang="ja">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${frame.title} | Shomei</title>
        <link rel="stylesheet" href="/assets/site.css" />
        ${(frame.styles ?? []).map((name) => html`<link rel="stylesheet" href="/assets/${name}" />`)}
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        ${reload}
        ${(frame.scripts ?? []).map((name) => html`<script type="module" src="/assets/${name}"></script>`)}
      </head>
      <body class="${frame.look ?? 'plain'}">
        <a class="skip" href="#main">本文へ / Skip to content</a>
        <header class="site">
          <a class="brand" href="/"
            ><img src="/assets/icon.svg" alt="" width="32" height="32" /> <strong>Shomei</strong>
            <span>証明・署名</span></a
          >
          ${frame.who ?? ''}
          <p class="notice">
            <strong>練習環境</strong> <span lang="en">Sandbox</span>
            <time>${frame.nowText}</time>
          </p>
        </header>
        ${frame.area ?? ''}
        <main id="main" tabindex="-1">${frame.main}</main>
        <footer class="site">
          <p>
            登場する人物・住所・番号はすべて架空です。ここで発行する証明書は本物の公的個人認証サービスとは無関係です。
          </p>
          <p lang="en">
            All people, addresses and numbers are synthetic. Certificates issued here have nothing
            to do with the real service.
          </p>
        </footer>
      </body>
    </html>`
}
