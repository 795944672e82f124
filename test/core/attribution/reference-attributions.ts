/** The attributions of test/fixtures/convnets.json, one for each case, as they are written there. */

export interface Numbers {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export interface ReferenceAttributions {
  readonly gradient: Numbers;
  readonly gradientOfProbability: Numbers;
  readonly gradientTimesInput: Numbers;
  readonly deconvnet: Numbers;
  readonly guidedBackprop: Numbers;
  /** From grey, 0 in [-1, 1]. */
  readonly integratedGradients: { readonly steps: number; readonly value: Numbers };
  readonly gradCam: { readonly tap: string; readonly value: Numbers; readonly signed: Numbers };
  readonly cam: { readonly tap: string; readonly value: Numbers; readonly bias: readonly number[] };
  readonly occlusion: {
    readonly window: number;
    readonly stride: number;
    readonly fill: number;
    readonly probability: Numbers;
    readonly unoccluded: readonly number[];
  };
}

export async function loadAttributions(): Promise<readonly ReferenceAttributions[]> {
  const response = await fetch(new URL('../../fixtures/convnets.json', import.meta.url));
  const { cases } = (await response.json()) as { cases: readonly { attribution: ReferenceAttributions }[] };
  return cases.map(({ attribution }) => attribution);
}
