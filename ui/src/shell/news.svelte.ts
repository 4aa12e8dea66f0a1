// Other desks changed something: what is shown is asked for again.
const news = $state({ count: 0 });

export function newsCame(): void {
  news.count += 1;
}

export function newsCount(): number {
  return news.count;
}
