const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });

/** As `1,234`. */
export function countText(count: number): string {
  return whole.format(count);
}

/** A share of 1 as `12.34 %`. */
export function percentText(share: number, digits = 2): string {
  return `${pointsText(share, digits)} %`;
}

/** A share of 1 in per cent, without the sign. */
export function pointsText(share: number, digits = 2): string {
  return (share * 100).toFixed(digits);
}
