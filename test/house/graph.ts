/** A directed graph: each file with the files it imports. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** The floors of the house, lowest first, as `architecture.md` draws them. A file imports from its own room and from lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['errors.ts', 'root.ts', 'csv.ts', 'bucket.ts', 'body.ts', 'door.ts', 'room.ts', 'peer.ts'],
  ['log'],
  ['money', 'hours', 'speech', 'talk', 'limits'],
  ['session'],
  ['card', 'prompts'],
  ['config'],
  ['asterisk', 'gateway', 'journal', 'lookup', 'sandbox'],
  ['sandbox-process.ts'],
  ['run'],
  ['api', 'webhooks'],
  ['ready.ts', 'beside.ts'],
  ['service.ts'],
  ['doctor', 'rig'],
  ['bin'],
];

/** `lib/card/run.ts` is of the room `card`, `lib/root.ts` a room of its own, and `lib/log.ts` belongs to `log`. */
export function roomOf(path: string): string {
  const [top = '', room = ''] = path.split('/');
  if (top === 'bin') return top;
  return room === 'log.ts' ? 'log' : room;
}

/** Lowest 0; undefined for a room that nobody has drawn. */
export function floorOf(room: string): number | undefined {
  const floor = FLOORS.findIndex((rooms) => rooms.includes(room));
  return floor < 0 ? undefined : floor;
}

/** How many imports go up, or to a neighbour on the same floor, by `from > to`. */
export function climbs(graph: Graph): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [path, imports] of graph) {
    for (const one of imports) {
      const [from, to] = [roomOf(path), roomOf(one)];
      if (from === to || (floorOf(to) ?? 0) < (floorOf(from) ?? 0)) continue;
      found[`${from} > ${to}`] = (found[`${from} > ${to}`] ?? 0) + 1;
    }
  }
  return found;
}

/** Every circle of the graph (Tarjan's strongly connected components), each in the order of its names. */
export function circles(graph: Graph): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const open: string[] = [];
  const visit = (node: string) => {
    order.set(node, order.size);
    low.set(node, order.size - 1);
    open.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!order.has(next)) visit(next);
      else if (!open.includes(next)) continue;
      low.set(node, Math.min(low.get(node) ?? 0, low.get(next) ?? 0));
    }
    if (low.get(node) !== order.get(node)) return;
    const circle = open.splice(open.indexOf(node)).sort();
    if (circle.length > 1 || graph.get(node)?.includes(node)) found.push(circle);
  };
  for (const node of graph.keys()) if (!order.has(node)) visit(node);
  return found.sort((one, other) => String(one).localeCompare(String(other)));
}
