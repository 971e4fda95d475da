import { type Context, Hono } from 'hono'
import { ok, refuse, type Result } from '#kernel/result.ts'
import { type StaffMember, STAFF_ROLES, type StaffRole } from '#ra/staff/contract.ts'
import type { CounterEnv } from './counter-env.ts'
import type { FormFields } from './form-fields.ts'
import { httpStatusOf } from './http-status.ts'
import type { CounterPagesPorts, CounterStaff } from './ports.ts'
import { refusalPage } from './problem-pages.ts'
import type { ShownRefusal } from './refusal-box.ts'
import { memberMark, staffPage, type TypedMember } from './staff-page.ts'

type StaffPagePorts = Pick<CounterPagesPorts, 'staff' | 'desks'>

/** What was wrong with the last form, and what was typed where it was to add a member. */
interface Wrong {
  readonly refusal: ShownRefusal
  readonly typed?: TypedMember
}

/** `/staff`: the members of the administrator's municipality, their roles and their cards. */
export function staffRoutes(ports: StaffPagePorts): Hono<CounterEnv> {
  const app = new Hono<CounterEnv>()
  app.get('/staff', (context) => showStaff(ports, context))
  app.post('/staff/add', async (context) => {
    const form = context.get('form')
    const added = await addFrom(ports.staff, context)
    if (added.ok) return back(context, added.value)
    const roles = rolesOf(form)
    const typed = { staffId: form.shown('staffId'), name: form.shown('name'), roles }
    return await showStaff(ports, context, { refusal: shown(added), typed })
  })
  app.post('/staff/:id/:what', async (context) => {
    const changed = await changeFrom(ports.staff, context)
    return changed.ok
      ? back(context, changed.value)
      : await showStaff(ports, context, { refusal: shown(changed) })
  })
  return app
}

async function showStaff(
  { staff, desks }: StaffPagePorts,
  context: Context<CounterEnv>,
  wrong?: Wrong,
): Promise<Response> {
  const visit = context.get('visit')
  const { actor, deskId } = visit.session
  const members = await staff.list(actor)
  if (!members.ok) {
    const page = refusalPage(visit, visit.nowText, shown(members))
    return await context.html(page, httpStatusOf(members.refusal))
  }
  const { card } = await desks.view(deskId)
  const changed = context.req.query('changed')
  const page = staffPage(visit, {
    members: members.value,
    cardSerial: card?.cardSerial,
    changed: members.value.find(({ staffId }) => staffId === changed)?.staffId,
    refusal: wrong?.refusal,
    typed: wrong?.typed,
  })
  return await context.html(page, wrong === undefined ? 200 : httpStatusOf(wrong.refusal.code))
}

async function addFrom(
  staff: CounterStaff,
  context: Context<CounterEnv>,
): Promise<Result<StaffMember, string>> {
  const form = context.get('form')
  const fault = form.fault()
  if (fault !== undefined) return refuse(`field-${fault.fault}`)
  const staffId = form.text('staffId').normalize('NFKC').toUpperCase()
  const wanted = { staffId, name: form.text('name'), roles: rolesOf(form) }
  return await staff.add(context.get('visit').session.actor, wanted)
}

/**
 * Makes the change of the path. A form from before somebody else's change is refused; one that was
 * sent twice finds its change made.
 */
async function changeFrom(
  staff: CounterStaff,
  context: Context<CounterEnv>,
): Promise<Result<StaffMember, string>> {
  const { actor, deskId } = context.get('visit').session
  const form = context.get('form')
  const members = await staff.list(actor)
  if (!members.ok) return members
  const member = members.value.find(({ staffId }) => staffId === context.req.param('id'))
  if (member === undefined) return refuse('staff-unknown')
  const isStale = form.text('seen') !== memberMark(member)
  const change = async (
    isMade: boolean,
    make: () => Promise<Result<StaffMember, string>>,
  ): Promise<Result<StaffMember, string>> => {
    if (isMade) return ok(member)
    return isStale ? refuse('staff-changed-meanwhile') : await make()
  }
  const { staffId } = member
  switch (context.req.param('what') ?? '') {
    case 'roles': {
      const roles = rolesOf(form)
      const isMade = roles.join() === member.roles.join()
      return await change(isMade, () => staff.change(actor, staffId, { roles }))
    }
    case 'deactivate':
      return await change(!member.active, () => staff.change(actor, staffId, { active: false }))
    case 'reactivate':
      return await change(member.active, () => staff.change(actor, staffId, { active: true }))
    case 'bind':
      return await change(false, () => staff.bindCard(actor, staffId, deskId))
    case 'unbind': {
      const isMade = member.certificateKeySha256Hex === undefined
      return await change(isMade, () => staff.unbindCard(actor, staffId))
    }
    default:
      return refuse('choice-unknown')
  }
}

function rolesOf(form: FormFields): readonly StaffRole[] {
  const ticked = form.texts('roles')
  return STAFF_ROLES.filter((role) => ticked.includes(role))
}

function shown({ refusal, detail }: Extract<Result<unknown, string>, { ok: false }>): ShownRefusal {
  return { code: refusal, detail }
}

function back(context: Context<CounterEnv>, { staffId }: StaffMember): Response {
  return context.redirect(`/counter/staff?changed=${staffId}`, 303)
}
