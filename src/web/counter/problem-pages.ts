import { html } from 'hono/html'
import type { Markup } from '../kit/layout.ts'
import { counterPage, outerPage } from './counter-frame.ts'
import type { Visit } from './counter-env.ts'
import { refusalBox, type ShownRefusal, wordsOfRefusal } from './refusal-box.ts'
import { FRAME_TEXTS } from './texts/frame-texts.ts'
import { both, type Words } from './words.ts'

/** A way on from a page that says no. */
export interface WayOn extends Words {
  readonly path: string
}

/** A page that says only why it did not go on, within the counter where there is a session. */
export function refusalPage(
  visit: Visit | undefined,
  nowText: string,
  refusal: ShownRefusal,
  ways: readonly WayOn[] = [],
): Markup {
  const { ja, en } = wordsOfRefusal(refusal)
  const title = `${FRAME_TEXTS.errorTitle.ja}: ${ja}`
  const home: WayOn = { path: '/counter', ...FRAME_TEXTS.toHome }
  const main = html`<h1>${both({ ja, en })}</h1>
    ${refusalBox(refusal, true)}
    <ul class="ways-on">
      ${[...ways, home].map((way) => html`<li><a href="${way.path}">${both(way)}</a></li>`)}
    </ul>`
  return visit === undefined ? outerPage(nowText, title, main) : counterPage(visit, { title, main })
}
