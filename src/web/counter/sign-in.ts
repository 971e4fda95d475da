import { type Context, Hono } from 'hono'
import { formatInJapan } from '#kernel/instant.ts'
import type { Markup } from '../kit/layout.ts'
import { backPath } from './back-path.ts'
import { continuePage } from './continue-page.ts'
import type { CounterEnv } from './counter-env.ts'
import { giveSession, sessionTokenOf, takeSession } from './counter-session.ts'
import type { FormFields } from './form-fields.ts'
import type { CounterPagesPorts } from './ports.ts'
import type { ShownRefusal } from './refusal-box.ts'
import {
  carriedOf,
  FIRST_DESK,
  type SignInFacts,
  signInPage,
  STAFF_PIN_CHARACTERS_MAX,
} from './sign-in-page.ts'
import { visitOf } from './visit-of.ts'

const DESK_CHARACTERS_MAX = 40
const ACCOUNT_CHARACTERS_MAX = 40

type SignInPorts = Pick<CounterPagesPorts, 'signIn' | 'cases' | 'desks' | 'now'>

/** What the sign-in page is shown for. */
export type SignInOccasion = Pick<SignInFacts, 'back' | 'carried' | 'because' | 'refusal'> & {
  readonly chosen?: SignInFacts['chosen'] | undefined
}

/** The sign-in page with the accounts and desks there are. */
export async function showSignIn(ports: SignInPorts, occasion: SignInOccasion): Promise<Markup> {
  const accounts = await ports.signIn.accounts()
  const codes = new Set(accounts.map(({ municipalityCode }) => municipalityCode))
  return signInPage({
    ...occasion,
    accounts,
    desks: [...codes].map((code) => ({ code, desks: ports.desks.desks(code) })),
    chosen: occasion.chosen ?? { account: '', deskId: '' },
    nowText: formatInJapan(ports.now()),
  })
}

/** `/sign-in` and `/sign-out`: what can be reached without a session. */
export function signInRoutes(ports: SignInPorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/sign-in', async (context) =>
    context.html(
      await showSignIn(ports, {
        back: backPath(context.req.query('back') ?? ''),
        carried: [],
        because: 'asked',
        refusal: undefined,
      }),
    ),
  )
  app.post('/sign-in', (context) => signIn(ports, context))
  app.post('/sign-out', async (context) => {
    const token = sessionTokenOf(context)
    if (token !== undefined) await ports.signIn.signOut(token)
    takeSession(context)
    return context.redirect('/counter/sign-in', 303)
  })
  return app
}

async function signIn(ports: SignInPorts, context: Context<CounterEnv>): Promise<Response> {
  const form = context.get('form')
  const chosen = { account: form.shown('account'), deskId: form.shown('deskId') }
  const wrong = faultOf(form)
  const refused = async (refusal: ShownRefusal): Promise<Response> => {
    const [back, carried] = [backPath(form.text('back')), carriedOf(form)]
    const occasion: SignInOccasion = { back, carried, because: 'asked', refusal, chosen }
    return context.html(await showSignIn(ports, occasion), 422)
  }
  if (wrong !== undefined) return await refused(wrong)
  const { deskId } = chosen
  const signedIn =
    form.text('how') === 'card'
      ? await ports.signIn.signInWithCard({ deskId, pin: form.secret('staffPin') })
      : await ports.signIn.signIn({ ...chosen, deskId: await deskOf(ports, chosen) })
  if (!signedIn.ok) return await refused({ code: signedIn.refusal, detail: signedIn.detail })
  giveSession(context, signedIn.value.token)
  const [back, carried] = [backPath(form.text('back')), carriedOf(form)]
  if (carried.length === 0) return context.redirect(back, 303)
  const visit = await visitOf(ports, signedIn.value.token, 'keep')
  return visit === undefined
    ? context.redirect(back, 303)
    : await context.html(continuePage(visit, { back, carried, refusal: undefined }))
}

/** The desk that was chosen; a newcomer leaves it to the account. */
async function deskOf(
  ports: SignInPorts,
  { account, deskId }: SignInFacts['chosen'],
): Promise<string> {
  if (deskId !== FIRST_DESK) return deskId
  const member = (await ports.signIn.accounts()).find(({ staffId }) => staffId === account)
  return (member && ports.desks.desks(member.municipalityCode)[0]) ?? deskId
}

function faultOf(form: FormFields): ShownRefusal | undefined {
  const found = form.fault()
  if (found !== undefined) return { code: `field-${found.fault}`, detail: {} }
  const tooLong =
    form.text('deskId').length > DESK_CHARACTERS_MAX ||
    form.text('account').length > ACCOUNT_CHARACTERS_MAX ||
    form.secret('staffPin').length > STAFF_PIN_CHARACTERS_MAX
  if (tooLong) return { code: 'field-too-long', detail: {} }
  return form.text('deskId') === '' ? { code: 'field-missing', detail: {} } : undefined
}
