import type { SignalRule } from '#signals/rule.ts'
import { abandonmentRule } from './abandonment.ts'
import { acceptRule } from './accept.ts'
import { cancelRule } from './cancel.ts'
import { correctionRule } from './correction.ts'
import { deadClickRule } from './dead-click.ts'
import { handBackRule } from './hand-back.ts'
import { hesitationRule } from './hesitation.ts'
import { loopRule } from './loop.ts'
import { rageClickRule } from './rage-click.ts'
import { reAskRule } from './re-ask.ts'
import { refineRule } from './refine.ts'
import { rejectRule } from './reject.ts'
import { rewardHackRule } from './reward-hack.ts'
import { scoldRule } from './scold.ts'
import { stallRule } from './stall.ts'
import { takeoverRule } from './takeover.ts'
import { undoRule } from './undo.ts'
import { wrongTurnRule } from './wrong-turn.ts'

/** Every rule. */
export const signalRules: readonly SignalRule[] = [
  acceptRule,
  rejectRule,
  refineRule,
  cancelRule,
  reAskRule,
  scoldRule,
  takeoverRule,
  handBackRule,
  undoRule,
  wrongTurnRule,
  hesitationRule,
  correctionRule,
  deadClickRule,
  rageClickRule,
  loopRule,
  stallRule,
  abandonmentRule,
  rewardHackRule,
]
