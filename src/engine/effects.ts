import type { Matched } from "../routes/live-route.ts";
import { MemoryError } from "../memory/memory-error.ts";
import type { CompiledEffect, Effect } from "../responses/effect.ts";
import type { Situation } from "../templates/situation.ts";
import { TemplateError, formatAt } from "../templates/template-error.ts";
import type { World } from "./world.ts";

/**
 * Does what the choice of a Response does, in order: each effect sees what those before it have done. What comes later is
 * worked out now, from the request that is there. Throws a `TemplateError`; what was done by then stays done.
 */
export function applyEffects(
  effects: readonly CompiledEffect[],
  situation: Situation,
  matched: Matched,
  world: World,
): void {
  for (const compiled of effects) {
    const effect = compiled.evaluate(situation);
    try {
      if (compiled.after === 0) apply(effect, matched, world);
      else applyLater(effect, compiled.after, matched, world);
    } catch (error) {
      if (error instanceof MemoryError) throw new TemplateError(formatAt(compiled.at), error.message);
      throw error;
    }
  }
}

function apply(effect: Effect, { live, turn }: Matched, { memory }: World): void {
  switch (effect.kind) {
    case "state": {
      const { scenario } = live.route;
      if (scenario === null || turn === null) throw new TypeError("there is no scenario");
      memory.scenarios.use(scenario.name, turn.machine.key, scenario.start).state = effect.state;
      break;
    }
    case "set":
      memory.data.set(effect.path, effect.value);
      break;
    case "push":
      memory.data.push(effect.path, effect.value);
      break;
    case "delete":
      memory.data.delete(effect.path);
      break;
  }
}

/** A reset, and the end of the world, drop it. */
function applyLater(effect: Effect, after: number, matched: Matched, world: World): void {
  const { room } = world.memory;
  room.takeEffect();
  world.clock.wait(after, (ending) => {
    room.giveEffect();
    if (ending !== "elapsed") return;
    try {
      apply(effect, matched, world);
    } catch (error) {
      if (!(error instanceof MemoryError)) throw error;
      world.warn("an effect that waited has failed", { route: matched.live.route.id, reason: error.message });
    }
  });
}
