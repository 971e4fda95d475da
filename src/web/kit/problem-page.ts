import { html } from 'hono/html'
import { type Markup, page } from './layout.ts'

/** Why a request got no page of its own. */
export type Problem = 'not-found' | 'forbidden' | 'too-large' | 'fault'

const TEXTS: Readonly<Record<Problem, { ja: string; en: string; nextJa: string; nextEn: string }>> =
  {
    'not-found': {
      ja: 'ページが見つかりません',
      en: 'There is no such page',
      nextJa: 'アドレスを確かめるか、最初の画面からやり直してください。',
      nextEn: 'Check the address, or start from the first page.',
    },
    forbidden: {
      ja: 'この画面の外から送られた内容は受け付けません',
      en: 'Only what is sent from these pages is accepted',
      nextJa: '最初の画面を開き、そこから送ってください。',
      nextEn: 'Open the first page and send it from there.',
    },
    'too-large': {
      ja: '送られた内容が大きすぎます',
      en: 'What was sent is too large',
      nextJa: '最初の画面を開き、入力し直してください。',
      nextEn: 'Open the first page and fill in the form again.',
    },
    fault: {
      ja: '内部の障害で表示できません',
      en: 'An internal fault keeps this page from being shown',
      nextJa:
        'もう一度試してください。続くときは、データフォルダーの shomei.log に記録があります。',
      nextEn: 'Try again. If it goes on, see shomei.log in the data folder.',
    },
  }

/** A page that says what is wrong, what to do, and leads back. */
export function problemPage(problem: Problem, nowText: string): Markup {
  const { ja, en, nextJa, nextEn } = TEXTS[problem]
  return page({
    title: ja,
    nowText,
    main: html`<h1>${ja} <span lang="en">${en}</span></h1>
      <p class="lead">${nextJa} <span lang="en">${nextEn}</span></p>
      <p>
        <a href="/">最初の画面へ <span lang="en">To the first page</span></a>
      </p>`,
  })
}
