import { count, percent } from './formats.js';
import { Panel } from './panel.js';
import type { FunctionState } from './protocol.js';

const WIDTH = 600;
const HEIGHT = 140;
const LEFT = 56;
const BOTTOM = 22;

/** What other capacities would give, as the strategy estimates it. */
export function CapacityPanel({ of: { advice, holdings } }: { readonly of: FunctionState }) {
  if (advice === undefined || advice.hitRatios.length === 0) {
    return (
      <Panel name="Capacity curve">
        <p class="nothing">
          {advice === undefined
            ? 'set capacityAdvice: true to see it'
            : 'the capacity is below 4,096: the sample would be too small'}
        </p>
      </Panel>
    );
  }
  const { hitRatios, sampledRequests } = advice;
  const logs = hitRatios.map(({ capacity }) => Math.log2(capacity));
  const [least, most] = [Math.min(...logs), Math.max(...logs)];
  const x = (capacity: number) => LEFT + ((Math.log2(capacity) - least) / (most - least || 1)) * (WIDTH - LEFT - 40);
  const y = (ratio: number) => (1 - ratio) * (HEIGHT - BOTTOM - 10) + 8;
  return (
    <Panel name="Capacity curve">
      <figure>
        <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="estimated hit ratio by capacity">
          {[0, 0.5, 1].map((ratio) => (
            <g key={ratio}>
              <line class="grid" x1={LEFT} x2={WIDTH} y1={y(ratio)} y2={y(ratio)} />
              <text class="axis" x={LEFT - 6} y={y(ratio) + 4}>
                {ratio * 100} %
              </text>
            </g>
          ))}
          <polyline
            class="line"
            points={hitRatios.map((each) => `${x(each.capacity)},${y(each.hitRatio)}`).join(' ')}
          />
          {hitRatios.map(({ capacity, hitRatio }) => (
            <g key={capacity}>
              <title>{`${count(capacity)} entries: ${percent(hitRatio)}`}</title>
              <circle
                class={capacity === holdings.capacity ? 'spot now' : 'spot'}
                cx={x(capacity)}
                cy={y(hitRatio)}
                r="4"
              />
              <text x={x(capacity)} y={HEIGHT - 4}>
                {count(capacity)}
              </text>
            </g>
          ))}
        </svg>
        <figcaption>
          estimated hit ratio by capacity, of {count(sampledRequests)} sampled requests; now {count(holdings.capacity)}
        </figcaption>
      </figure>
    </Panel>
  );
}
