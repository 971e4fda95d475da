import type { Context, MiddlewareHandler } from 'hono'
import { backPath } from './back-path.ts'
import { continuePage } from './continue-page.ts'
import type { CounterEnv } from './counter-env.ts'
import { isFormToken, sessionTokenOf } from './counter-session.ts'
import { FORM_TOKEN_FIELD, FormFields } from './form-fields.ts'
import type { CounterPagesPorts } from './ports.ts'
import { showSignIn } from './sign-in.ts'
import { visitOf } from './visit-of.ts'

/** The end of the path of every part that a page asks for by itself. */
const FRAGMENT = /\/fragment$/
/** Says that a stopped form was sent, even where it had no field of its own. */
const SENT = ['sent', 'form'] as const

type WallPorts = Pick<CounterPagesPorts, 'signIn' | 'cases' | 'desks' | 'now'>

/** Reads a form once, for everything behind. What cannot be read counts as empty. */
export const readForm: MiddlewareHandler<CounterEnv> = async (context, next) => {
  const body = context.req.method === 'POST' ? await bodyOf(context) : {}
  context.set('form', FormFields.of(body))
  await next()
}

async function bodyOf(context: Context): Promise<Readonly<Record<string, unknown>>> {
  try {
    return await context.req.parseBody({ all: true })
  } catch (fault) {
    // A body that breaks off or is no form; an overlong one has been answered before.
    if (fault instanceof TypeError) return {}
    throw fault
  }
}

/**
 * Lets only a session pass, and only forms made in it. A form that was on its way is carried over
 * the sign-in, without its secrets.
 */
export function sessionWall(ports: WallPorts): MiddlewareHandler<CounterEnv> {
  return async (context, next) => {
    const token = sessionTokenOf(context)
    const how = FRAGMENT.test(context.req.path) ? 'look' : 'keep'
    const visit = token === undefined ? undefined : await visitOf(ports, token, how)
    if (visit === undefined) return await askToSignIn(ports, context, token !== undefined)
    const form = context.get('form')
    const isSent = context.req.method === 'POST'
    if (isSent && !isFormToken(form.text(FORM_TOKEN_FIELD), visit.formToken)) {
      const refusal = { code: 'form-of-another-session', detail: {} }
      const stopped = { back: backPath(context.req.path), carried: carriedBy(context), refusal }
      return await context.html(continuePage(visit, stopped), 403)
    }
    context.set('visit', visit)
    await next()
    return undefined
  }
}

async function askToSignIn(
  ports: WallPorts,
  context: Context<CounterEnv>,
  hadSession: boolean,
): Promise<Response> {
  const { pathname, search } = new URL(context.req.url)
  const page = await showSignIn(ports, {
    back: backPath(pathname + search),
    carried: context.req.method === 'POST' ? carriedBy(context) : [],
    because: hadSession ? 'session-over' : 'asked',
    refusal: undefined,
  })
  return context.html(page, 401)
}

function carriedBy(context: Context<CounterEnv>): readonly (readonly [string, string])[] {
  const fields = context
    .get('form')
    .carried()
    .filter(([name]) => name !== SENT[0])
  return [SENT, ...fields]
}
