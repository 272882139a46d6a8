import { startAssistant } from './assistant.ts'
import { startBasketPanel } from './basket-panel.ts'
import { openBasket } from './basket.ts'
import { startCatalogue } from './catalogue.ts'
import { startDeliveryDialog } from './delivery-dialog.ts'
import { startProductView } from './product-view.ts'
import { defineQuantityStepper } from './quantity-stepper.ts'

const basket = openBasket()

defineQuantityStepper()
startCatalogue(basket)
startBasketPanel(basket)
startDeliveryDialog()
startProductView(basket)
void startAssistant()
