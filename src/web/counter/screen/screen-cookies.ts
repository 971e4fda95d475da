import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { parseScreenLanguage, type ScreenLanguage } from './screen-language.ts'

const TOKEN_COOKIE = 'shomei-screen'
const LANGUAGE_COOKIE = 'shomei-screen-language'
/** A token longer than this is none of ours and is not even asked about. */
const TOKEN_CHARACTERS_MAX = 200

/** The pairing this browser holds, if any. */
export function screenTokenOf(context: Context): string | undefined {
  const token = getCookie(context, TOKEN_COOKIE)
  return token === undefined || token === '' || token.length > TOKEN_CHARACTERS_MAX
    ? undefined
    : token
}

/** Gives the browser its pairing: out of reach of scripts, never sent from another site. */
export function giveScreenToken(context: Context, base: string, token: string): void {
  setCookie(context, TOKEN_COOKIE, token, optionsOf(context, base))
}

/** Takes the pairing from the browser. */
export function takeScreenToken(context: Context, base: string): void {
  deleteCookie(context, TOKEN_COOKIE, { path: pathOf(base) })
}

/** The language chosen on this screen; Japanese until one is. */
export function screenLanguageOf(context: Context): ScreenLanguage {
  return parseScreenLanguage(getCookie(context, LANGUAGE_COOKIE)) ?? 'ja'
}

/** Remembers the language while the browser is open. */
export function giveScreenLanguage(context: Context, base: string, language: ScreenLanguage): void {
  setCookie(context, LANGUAGE_COOKIE, language, optionsOf(context, base))
}

function optionsOf(context: Context, base: string) {
  return {
    path: pathOf(base),
    httpOnly: true,
    sameSite: 'Strict',
    secure: new URL(context.req.url).protocol === 'https:',
  } as const
}

function pathOf(base: string): string {
  return base === '' ? '/' : base
}
