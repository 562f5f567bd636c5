/** Pixels per unit of the picture, so that it is sharp on dense screens. */
const ZOOM = 2;
const PROBE = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="15">x</text></svg>';

export interface PngPicture {
  readonly bytes: Uint8Array;
  /** False where the machine has no fonts: the picture is then without its texts. */
  readonly hasText: boolean;
}

/**
 * Draws an SVG picture as PNG, in its light form.
 *
 * @throws {Error} if `@resvg/resvg-js`, an optional dependency, is not installed or has no binary for this machine
 */
export async function pngPicture(svg: string): Promise<PngPicture> {
  const { Resvg } = await renderer();
  const hasText = new Resvg(PROBE).getBBox() !== undefined;
  const bytes = new Resvg(svg, { fitTo: { mode: 'zoom', value: ZOOM } }).render().asPng();
  return { bytes, hasText };
}

async function renderer(): Promise<typeof import('@resvg/resvg-js')> {
  try {
    return await import('@resvg/resvg-js');
  } catch (error) {
    throw new Error('PNG needs the optional package @resvg/resvg-js, which is not installed here', { cause: error });
  }
}
