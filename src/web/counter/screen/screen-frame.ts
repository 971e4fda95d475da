import { html } from 'hono/html'
import type { Markup } from '../../kit/layout.ts'
import { SCREEN_LANGUAGES, htmlLanguageOf } from './screen-language.ts'
import { type Speech, speechOf } from './speech.ts'

/** What a page of the screen shows, and how it follows the desk. */
export interface ScreenBody {
  readonly title: string
  /** Names what is shown: while it stays the same, the live script leaves the page alone. */
  readonly key: string
  readonly main: Markup
  /** Whether the screen waits for the desk; where something is typed, no reload may lose it. */
  readonly follows: 'live-and-reload' | 'live' | 'no'
}

const RELOAD_SECONDS = 2

/** Where the screen is mounted, and the sandbox's present moment. */
export interface ScreenPlace {
  readonly base: string
  readonly nowText: string
}

/** A whole page of the resident's screen, in one language. */
export function screenPage(
  speech: Speech,
  { base, nowText }: ScreenPlace,
  body: ScreenBody,
): Markup {
  const { say, plain } = speech
  return html`<!doctype html>
    <html lang="${speech.htmlLanguage}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${body.title} | ${plain('brand')}</title>
        <link rel="stylesheet" href="/assets/site.css" />
        <link rel="stylesheet" href="/assets/screen.css" />
        <link rel="icon" href="/assets/icon.svg" type="image/svg+xml" />
        ${body.follows === 'live-and-reload' ? RELOAD : ''}
        <script type="module" src="/assets/screen-live.js"></script>
      </head>
      <body class="screen ${speech.language}">
        <a class="skip" href="#main">${plain('skip')}</a>
        <header class="screen-head">
          <p class="screen-brand">
            <img src="/assets/icon.svg" alt="" width="36" height="36" />
            <span>${say('brand')}</span>
            <span class="sandbox">${say('sandbox')} <time>${nowText}</time></span>
          </p>
          ${languageForm(speech, base)}
        </header>
        <main id="main" tabindex="-1">${screenSection(speech, base, body)}</main>
        <p id="screen-away" role="status" data-text="${plain('away')}"></p>
        <footer class="screen-foot">
          <p class="privacy">${say('privacy')}</p>
          <p>${say('synthetic')}</p>
        </footer>
      </body>
    </html>`
}

/** The part of the page that follows the desk. */
export function screenSection(speech: Speech, base: string, body: ScreenBody): Markup {
  return html`<div
    id="screen"
    data-key="${body.key}"
    data-title="${body.title} | ${speech.plain('brand')}"
    data-fragment="${body.follows === 'no' ? '' : `${base}/fragment`}"
  >
    ${body.main}
  </div>`
}

const RELOAD = html`<noscript
  ><meta http-equiv="refresh" content="${String(RELOAD_SECONDS)}"
/></noscript>`

function languageForm({ language, plain }: Speech, base: string): Markup {
  return html`<form class="languages" method="post" action="${base}/language">
    <fieldset>
      <legend class="aside">${plain('languages')}</legend>
      ${SCREEN_LANGUAGES.map((offered) => {
        const { say } = speechOf(offered)
        const pressed = offered === language ? 'true' : 'false'
        return html`<button
          type="submit"
          name="language"
          value="${offered}"
          lang="${htmlLanguageOf(offered)}"
          aria-pressed="${pressed}"
        >
          ${say('languageName')}
        </button>`
      })}
    </fieldset>
  </form>`
}
