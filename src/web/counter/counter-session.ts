import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'

const COOKIE = 'shomei-counter'
/** Where the counter stands; the cookie goes nowhere else. */
export const COUNTER_PATH = '/counter'
/** A token longer than this is none of ours and is not even asked about. */
const TOKEN_CHARACTERS_MAX = 200

/** The session token this browser holds, if any. */
export function sessionTokenOf(context: Context): string | undefined {
  const token = getCookie(context, COOKIE)
  return token === undefined || token.length > TOKEN_CHARACTERS_MAX ? undefined : token
}

/** Gives the browser its session: out of reach of scripts, never sent from another site. */
export function giveSession(context: Context, token: string): void {
  setCookie(context, COOKIE, token, {
    path: COUNTER_PATH,
    httpOnly: true,
    sameSite: 'Strict',
    secure: new URL(context.req.url).protocol === 'https:',
  })
}

/** Takes the session from the browser. */
export function takeSession(context: Context): void {
  deleteCookie(context, COOKIE, { path: COUNTER_PATH })
}

/** What a form of this session carries: derived, so that nothing has to be kept for it. */
export function formTokenOf(sessionToken: string): string {
  return createHmac('sha256', sessionToken).update('form of the counter').digest('base64url')
}

/** Whether `sent` is the form token of the session, compared in constant time. */
export function isFormToken(sent: string, expected: string): boolean {
  const [a, b] = [Buffer.from(sent), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}
