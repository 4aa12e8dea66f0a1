// The corner hears at once when something became of the copies.
const changes = $state({ count: 0 });

export function changed(): void {
  changes.count += 1;
}

export function changeCount(): number {
  return changes.count;
}
