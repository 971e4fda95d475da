import { Hono } from 'hono'
import type { CounterEnv } from './counter-env.ts'
import { withPerson } from './person-access.ts'
import { personPage } from './person-page.ts'
import type { CounterPagesPorts } from './ports.ts'

/** `/people/:id`: a person, opened for a reason. */
export function peopleRoutes({
  people,
  now,
}: Pick<CounterPagesPorts, 'people' | 'now'>): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/people/:id', (context) =>
    withPerson(people, context, async (opened) =>
      context.html(await personPage(context.get('visit'), opened, now())),
    ),
  )
  return app
}
