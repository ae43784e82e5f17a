import type { Target } from './generator/client.ts';
import { Losses } from './generator/crowd.ts';
import { comeBack, joinLargeText, openFirst } from './generator/joining.ts';
import type { Figures, Load } from './generator/load.ts';
import { typeEverFaster, typeInManyRooms, typeInOneRoom } from './generator/typing.ts';

/** What the bench asks of the generator, and what it hears from it. */
export type Order = { readonly target: Target; readonly load: Load };
export type Report =
  | { readonly figures: Figures; readonly losses: Readonly<Record<string, number>> }
  | { readonly failed: string }
  | { readonly restart: true };

/** The load generator in a process of its own: the order is its one argument, the report goes through the channel. */
const order = JSON.parse(process.argv[2] ?? '') as Order;
const losses = new Losses();
process.once('disconnect', () => process.exit());
try {
  const figures = await carryOut(order);
  losses.isOver = true;
  tell({ figures, losses: losses.reasons });
} catch (error) {
  tell({ failed: `${String(error)} ${JSON.stringify(losses.reasons)}` });
}

async function carryOut({ target, load }: Order): Promise<Figures> {
  switch (load.scenario) {
    case 'typing':
      return typeInOneRoom(target, load, losses);
    case 'ramp':
      return typeEverFaster(target, load, losses);
    case 'rooms':
      return typeInManyRooms(target, load, losses);
    case 'join':
      return joinLargeText(target, load, losses);
    case 'restart':
      return comeBack(target, load, losses, restart);
    case 'open':
      return openFirst(target, load, losses, restart);
  }
}

/** Has the server killed and started again; resolves to its processes when it listens. */
function restart(): Promise<readonly number[]> {
  tell({ restart: true });
  return new Promise((resolve) => process.once('message', (pids) => resolve(pids as number[])));
}

function tell(report: Report): void {
  process.send?.(report, () => {
    if (!('restart' in report)) process.exit();
  });
}
