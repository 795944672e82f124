/**
 * A state of training kept on the device, to go back to: references to the tensors of that moment, which later updates
 * replace rather than overwrite. For states that must survive the device, see Trainer.snapshot.
 */
import * as tf from '@tensorflow/tfjs-core';

export class Checkpoint {
  private readonly tensors: ReadonlyMap<string, tf.Tensor>;

  /**
   * @param step steps done in this state
   * @param updates of the optimiser
   */
  constructor(
    readonly step: number,
    readonly updates: number,
    variables: Iterable<readonly [string, tf.Variable]>,
  ) {
    this.tensors = new Map([...variables].map(([name, variable]) => [name, tf.clone(variable)]));
  }

  /** Puts the kept values back into the variables of the same names; one that was not kept starts from zero. */
  restore(variables: Iterable<readonly [string, tf.Variable]>): void {
    tf.tidy(() => {
      for (const [name, variable] of variables) {
        variable.assign(this.tensors.get(name) ?? tf.zeros(variable.shape));
      }
    });
  }

  /** Tensors that it keeps. */
  get size(): number {
    return this.tensors.size;
  }

  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
  }
}
