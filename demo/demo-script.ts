import type { Script } from './model-script.ts'

/** What the scripted assistant does with the demo task; it gets one thing wrong on purpose: one carton, not two. */
export const demoScript: Script = [
  {
    evaluation: 'Nothing done yet.',
    memory: 'The person wants oat drink and apples, and a delivery tomorrow morning.',
    nextGoal: 'Search for oat drink.',
    action: { tool: 'input_text', on: /^<input .*type=search\b/, text: 'oat' },
  },
  {
    evaluation: 'The search shows three products with oats. Success.',
    memory: 'Oat drink is in the list.',
    nextGoal: 'Put the oat drink into the basket.',
    action: { tool: 'click_element_by_index', on: /^<button .*aria-label=Add Oat drink\b/ },
  },
  {
    evaluation: 'The basket shows the oat drink. Success.',
    memory: 'Oat drink is in the basket. The search still hides everything else.',
    nextGoal: 'Clear the filters to look for apples.',
    action: { tool: 'click_element_by_index', on: /^<button .*id=clear-filters\b/ },
  },
  {
    evaluation: 'All products are shown again. Success.',
    memory: 'Oat drink is in the basket. Apples are still to be found.',
    nextGoal: 'Scroll down to see the rest of the products.',
    action: { tool: 'scroll', down: true, pages: 1 },
  },
  {
    evaluation: 'The list is long and mixed. Uncertain.',
    memory: 'Oat drink is in the basket. A filter will find apples faster.',
    nextGoal: 'Show fruit and vegetables only.',
    action: { tool: 'select_dropdown_option', on: /^<select .*name=category\b/, text: 'Fruit & vegetables' },
  },
  {
    evaluation: 'Only fruit and vegetables are left. Success.',
    memory: 'The apples must be organic.',
    nextGoal: 'Show organic products only.',
    action: { tool: 'click_element_by_index', on: /^<input .*name=only-organic\b/ },
  },
  {
    evaluation: 'Three organic products are left, Braeburn apples among them. Success.',
    memory: 'Three apples are wanted; the details page can add several at once.',
    nextGoal: 'Open the Braeburn apples.',
    action: { tool: 'click_element_by_index', on: /^<a\b.*>Braeburn apples$/ },
  },
  {
    evaluation: 'The details of the apples are open. Success.',
    memory: 'The quantity stands at 1.',
    nextGoal: 'Raise the quantity to 2.',
    action: { tool: 'click_element_by_index', on: /^<button .*aria-label=One more\b/ },
  },
  {
    evaluation: 'The quantity stands at 2. Success.',
    memory: 'Three apples are wanted.',
    nextGoal: 'Raise the quantity to 3.',
    action: { tool: 'click_element_by_index', on: /^<button .*aria-label=One more\b/ },
  },
  {
    evaluation: 'The quantity stands at 3. Success.',
    memory: 'Three apples are ready to be added.',
    nextGoal: 'Add the apples to the basket.',
    action: { tool: 'click_element_by_index', on: /^<button .*>Add to basket$/ },
  },
  {
    evaluation: 'The apples are in the basket. Success.',
    memory: 'Oat drink and three apples are in the basket.',
    nextGoal: 'Go back to all products.',
    action: { tool: 'click_element_by_index', on: /^<a\b.*Back to all products$/ },
  },
  {
    evaluation: 'The catalogue is back. Success.',
    memory: 'One carton of oat drink and three apples are wanted.',
    nextGoal: 'Set the quantity of the oat drink.',
    action: { tool: 'input_text', on: /^<input .*name=quantity-oat-drink\b/, text: '1' },
  },
  {
    evaluation: 'The basket is as it should be. Success.',
    memory: 'The delivery is still to be chosen: tomorrow morning, with a note.',
    nextGoal: 'Open the delivery dialog.',
    action: { tool: 'click_element_by_index', on: /^<button .*id=open-delivery\b/ },
  },
  {
    evaluation: 'The delivery dialog is open. Success.',
    memory: 'Tomorrow morning is wanted.',
    nextGoal: 'Choose the slot.',
    action: { tool: 'select_dropdown_option', on: /^<select .*name=slot\b/, text: 'Tomorrow 08:00–10:00' },
  },
  {
    evaluation: 'The slot is chosen. Success.',
    memory: 'The note is still missing.',
    nextGoal: 'Write the note for the driver.',
    action: { tool: 'input_text', on: /^<textarea .*name=note\b/, text: 'Please ring the bell' },
  },
  {
    evaluation: 'The note is written. Success.',
    memory: 'Slot and note are filled in.',
    nextGoal: 'Save the delivery.',
    action: { tool: 'click_element_by_index', on: /^<button .*id=delivery-save\b/ },
  },
  {
    evaluation: 'The basket shows the delivery. Success.',
    memory: 'Everything is in the basket and the delivery is set.',
    nextGoal: 'Tell the person.',
    action: {
      tool: 'done',
      success: true,
      text: 'Oat drink and three organic Braeburn apples are in your basket, for tomorrow between 8 and 10, with the note “Please ring the bell”. Please check it and go to the checkout.',
    },
  },
]
