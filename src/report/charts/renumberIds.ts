/**
 * Names the ids of an SVG by its chart and by their order in it. Vega counts them over the whole process, so that two
 * renders of one chart would differ; and two charts on one page must not share an id.
 */
export function renumberIds(svg: string, chartName: string): string {
  const numbers = new Map<string, number>();
  const rename = (id: string) => {
    const number = numbers.get(id) ?? numbers.size + 1;
    numbers.set(id, number);
    return `${chartName}-${number}`;
  };
  return svg.replace(/(\bid="|url\(#)((?:clip|gradient_|pattern_)\w+)/g, (_, head: string, id: string) => {
    return `${head}${rename(id)}`;
  });
}
