/**
 * Whether every item on the left can be given another one on the right that fits it (a bipartite matching, by Kuhn's
 * algorithm: a greedy choice could take away the only one that fits a later item).
 */
export function canPair<Left, Right>(
  left: readonly Left[],
  right: readonly Right[],
  fits: (item: Left, other: Right) => boolean,
): boolean {
  const owners = new Map<number, number>();
  const place = (at: number, tried: Set<number>): boolean => {
    for (const [where, other] of right.entries()) {
      if (tried.has(where) || !fits(left[at] as Left, other)) continue;
      tried.add(where);
      const owner = owners.get(where);
      if (owner !== undefined && !place(owner, tried)) continue;
      owners.set(where, at);
      return true;
    }
    return false;
  };
  return left.length <= right.length && left.every((_, at) => place(at, new Set()));
}
