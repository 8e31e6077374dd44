/** Of so many claims one begins with another lane than the first. */
const TURN_OF_OTHERS = 8;

/**
 * In which order a worker asks its lanes: by priority, but every eighth claim lets one of the lower lanes go first, in
 * turn, so that a lane that is never empty cannot starve the ones below it.
 */
export function createLaneOrder(lanes: readonly string[]): () => readonly string[] {
  let claims = 0;
  return () => {
    claims += 1;
    if (claims % TURN_OF_OTHERS !== 0 || lanes.length < 2) return lanes;
    const first = lanes[1 + ((claims / TURN_OF_OTHERS - 1) % (lanes.length - 1))] ?? "";
    return [first, ...lanes.filter((lane) => lane !== first)];
  };
}
