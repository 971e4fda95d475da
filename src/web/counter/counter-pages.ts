import { type Context, Hono, type MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { formatInJapan } from '#kernel/instant.ts'
import { SECURE_HEADERS } from '../kit/secure-headers.ts'
import { approvalRoutes } from './approvals.ts'
import { caseRoutes } from './cases.ts'
import type { CounterEnv } from './counter-env.ts'
import { deskRoutes } from './desk.ts'
import { eventRoutes } from './events.ts'
import { FORM_BYTES_MAX } from './form-fields.ts'
import { homeRoutes } from './home.ts'
import { journalRoutes } from './journal.ts'
import { peopleRoutes } from './people.ts'
import { noticeRoutes } from './notices.ts'
import type { CounterPagesPorts } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import { procedureRoutes } from './procedures.ts'
import { searchRoutes } from './search.ts'
import { readForm, sessionWall } from './session-wall.ts'
import { signInRoutes } from './sign-in.ts'
import { staffRoutes } from './staff.ts'
import { ticketRoutes } from './tickets.ts'

/** What else lives below the counter's address. */
export interface CounterNeighbours {
  /** The resident's screen, at `/counter/screen`: it has no clerk's session. */
  readonly screen?: Hono | undefined
}

/** The pages of the counter, to be mounted at `/counter`. */
export function counterPages(ports: CounterPagesPorts, { screen }: CounterNeighbours = {}): Hono {
  const app = new Hono<CounterEnv>()
  const refused = async (context: Context<CounterEnv>, status: Status, code: string) => {
    const page = refusalPage(context.get('visit'), formatInJapan(ports.now()), { code, detail: {} })
    return await context.html(page, status)
  }
  app.onError((fault, context) => {
    if (fault instanceof HTTPException && fault.status === 403) {
      return refused(context, 403, 'origin-unknown')
    }
    ports.reportFault(fault)
    return refused(context, 500, 'page-fault')
  })
  app.use(SECURE_HEADERS)
  app.use(NEVER_STORED)
  app.use(csrf())
  if (screen !== undefined) app.route('/screen', screen)
  app.use(
    bodyLimit({
      maxSize: FORM_BYTES_MAX,
      onError: (context) => refused(context, 413, 'form-too-large'),
    }),
  )
  app.use(readForm)
  app.route('/', signInRoutes(ports))
  app.use(sessionWall(ports))
  for (const routes of ROUTES) app.route('/', routes(ports))
  app.all('*', (context) => refused(context, 404, 'page-unknown'))
  const mounted = new Hono()
  mounted.route('/', app)
  return mounted
}

type Status = 403 | 404 | 413 | 500

const ROUTES: readonly ((ports: CounterPagesPorts) => Hono<CounterEnv>)[] = [
  homeRoutes,
  searchRoutes,
  peopleRoutes,
  procedureRoutes,
  eventRoutes,
  caseRoutes,
  deskRoutes,
  approvalRoutes,
  ticketRoutes,
  journalRoutes,
  noticeRoutes,
  staffRoutes,
]

/** What a page shows of a person stays in no cache, on this computer or between. */
const NEVER_STORED: MiddlewareHandler = async (context, next) => {
  await next()
  context.header('cache-control', 'no-store')
}
